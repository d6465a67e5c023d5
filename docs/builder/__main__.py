"""Build the website: python -m builder."""

import argparse
import sys

from lab import CHROMIUM

from builder.book import DOCS, build
from builder.links import problems
from builder.pictures import take_pictures
from builder.sources import missing_pictures, write_sources
from linquant_course.course import Course

FOLDER = DOCS.parent / "build" / "docs"


def main() -> int:
    """Take the screenshots, write the pages, build and check them; return 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(prog="make docs", description=__doc__)
    parser.add_argument("--no-screenshots", action="store_true", help="use the screenshots that were taken before")
    parser.add_argument("--external", action="store_true", help="also ask whether links to other addresses work")
    arguments = parser.parse_args()
    pictures = FOLDER / "pictures"
    if CHROMIUM is None:
        print("no chromium on this machine: notes stand where screenshots would be", file=sys.stderr)
    elif not arguments.no_screenshots:
        take_pictures(DOCS, pictures)
        if missing := missing_pictures(DOCS, pictures):
            print(f"nobody takes the screenshots {', '.join(sorted(missing))}", file=sys.stderr)
            return 1
    course = Course(DOCS.parent)
    write_sources(course, FOLDER / "source", pictures)
    site = build(FOLDER / "source", FOLDER)
    if site is None:
        return 1
    found = problems(site)
    print("\n".join(found))
    if found or (arguments.external and build(FOLDER / "source", FOLDER, "linkcheck") is None):
        return 1
    print(f"the guides: {site / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
