"""The exchange folder, and the lessons that students get."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from linquant_course.build import is_built, is_translated
from linquant_course.course import Course
from linquant_course.doctor.finding import Finding, note, ok, problem

EVERYBODY = 0o777


def findings(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with the course's folders."""
    # nbgrader has no exchange on Windows.
    if sys.platform != "win32":
        yield from _exchange(course)
    yield _release(course)
    for language in course.translated_releases():
        yield _translated_release(course, language)


def _exchange(course: Course) -> Iterator[Finding]:
    folder = Path(course.config.Exchange.root)
    shared = folder != course.root / "course" / "exchange"
    if not folder.is_dir():
        if shared:
            yield problem(
                f"no exchange folder {folder}", f"mkdir -m 1777 {folder}, or set LINQUANT_EXCHANGE to another"
            )
        else:
            remedy = "make lab makes it; only who releases and collects lessons with nbgrader needs it"
            yield note(f"no exchange folder {folder}", remedy)
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & EVERYBODY != EVERYBODY:
        yield problem(f"not everybody can write to the exchange folder {folder}", f"chmod 1777 {folder}")
    elif shared and (closed := closed_to_others(folder)):
        yield problem(
            f"other users cannot enter {closed[-1]}, which the exchange folder {folder} lies in",
            f"chmod o+x {' '.join(map(str, closed))}, or set LINQUANT_EXCHANGE to a folder elsewhere",
        )
    elif not mode & stat.S_ISVTX:
        yield note(
            f"every user can rename and replace the courses in the exchange folder {folder}", f"chmod +t {folder}"
        )
    else:
        yield ok(f"exchange folder {folder}")


def closed_to_others(folder: Path) -> list[Path]:
    """Return the folders on the way to a folder that other users cannot enter."""
    return [parent for parent in folder.resolve().parents if not parent.stat().st_mode & stat.S_IXOTH]


def _release(course: Course) -> Finding:
    changed = [lesson for lesson in course.lessons() if not is_built(course, lesson)]
    if changed:
        subject = f"{course.release} is not what the sources of {', '.join(changed)} give"
        return problem(subject, f"linquant build {' '.join(changed)}")
    return ok(f"lessons in {course.release}")


def _translated_release(course: Course, language: str) -> Finding:
    folder = course.release_in(language)
    changed = [lesson for lesson in course.lessons() if not is_translated(course, language, lesson)]
    if changed:
        subject = f"{folder} is not what the release and the catalogues of {', '.join(changed)} give"
        return problem(subject, f"linquant build --lang {language} {' '.join(changed)}")
    return ok(f"lessons in {folder}")
