"""Lay out what Jupyter Book reads, as the repository has it, so that the same links work here and there."""

import re
from pathlib import Path

from builder.coursemap import map_as_html
from builder.lessons import lesson_pages, page_name
from builder.reference import api_pages, command_page
from linquant_course.course import Course

# Pages outside of docs, and those that pages in docs include.
ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
PICTURES = Path("docs", "pictures")
SCREENSHOT = re.compile(r"^```\{screenshot\} (\S+)$", re.MULTILINE)
LESSON_ROW = re.compile(r"^\| (?P<lesson>L\d+-[A-Z]) (?P<title>[^|]+?) \|", re.MULTILINE)


def write_sources(course: Course, folder: Path, pictures: Path) -> None:
    """Write all pages and pictures into a folder, and remove what else is there."""
    taken = {str(PICTURES / path.name): path.read_bytes() for path in sorted(pictures.glob("*.png"))}
    write_files(all_sources(course) | taken, folder)


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write files, and remove what else is there. What is the same stays as old as it is: it is not read again."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if str(path.relative_to(folder)) not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def missing_pictures(docs: Path, pictures: Path) -> set[str]:
    """Return the names of the screenshots that the guides show and that are not there."""
    shown = {name for path in docs.rglob("*.md") for name in SCREENSHOT.findall(path.read_text(encoding="utf-8"))}
    return shown - {path.stem for path in pictures.glob("*.png")}


def all_sources(course: Course) -> dict[str, bytes]:
    """Return all pages, and what they offer for download, by their places below the root."""
    docs = course.root / "docs"
    files = {name: (course.root / name).read_bytes() for name in ROOT_PAGES}
    files["README.md"] = with_map_and_links(files["README.md"].decode()).encode()
    files |= {str(path.relative_to(course.root)): path.read_bytes() for path in sorted(docs.rglob("*.md"))}
    files |= {f"_static/{path.name}": path.read_bytes() for path in sorted((docs / "_static").iterdir())}
    return files | lesson_pages(course) | api_pages() | command_page()


def with_map_and_links(readme: str) -> str:
    """Return the README with links to the lessons' pages, in its table and in the map."""
    readme = map_as_html(readme).replace(" min |", "\N{NO-BREAK SPACE}min |")
    return LESSON_ROW.sub(lambda row: f"| [{row['lesson']} {row['title']}]({page_name(row['lesson'])}) |", readme)
