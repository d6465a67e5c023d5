"""A learner's own copies of the lessons, and the page that lists them in order."""

import re
from dataclasses import dataclass
from pathlib import Path

from linquant_course.course import Course, CourseError, heading_of, notebook_path, read_notebook
from linquant_course.translate import catalogue_path, check_language, translation

PAGE = "START"
ROW = re.compile(
    r"^\| (?P<lesson>L\d+-[A-Z]) [^|]+ \| (?P<question>[^|]+) \| [^|]+ \| (?P<minutes>\d+) min \| (?P<points>\d+) \|$",
    re.MULTILINE,
)

TEXTS = {
    "introduction": (
        "# LinQuant: linear quantization with PyTorch\n"
        "\n"
        "Open a lesson, read, and replace each `raise NotImplementedError(...)`. The cells below an exercise test\n"
        "your answer at once; the *Validate* button runs the whole lesson from the top. These copies are yours."
    ),
    "columns": "lesson | question it answers | time | points",
    "minutes": "{minutes} min",
    "progress": (
        "**How far am I?** Save, open a terminal (*File*, *New*, *Terminal*) and run `linquant progress`. It counts\n"
        "the tests that you see; those that begin with `# Hidden test` are filled in when your work is graded."
    ),
}


@dataclass(frozen=True)
class Row:
    """What the README's table says of a lesson.

    Attributes:
        lesson: The lesson's id.
        question: The question it answers.
        minutes: How long it takes.
        points: What it is worth.
    """

    lesson: str
    question: str
    minutes: int
    points: int


def readme_rows(course: Course) -> list[Row]:
    """Return the README's table of lessons.

    Raises:
        CourseError: A lesson is missing there.
    """
    readme = course.root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    rows = {row["lesson"]: row for row in ROW.finditer(text)}
    if missing := [lesson for lesson in course.lessons() if lesson not in rows]:
        raise CourseError(f"the table of lessons in {readme} has no row for {', '.join(missing)}")
    found = [rows[lesson] for lesson in course.lessons()]
    return [Row(row["lesson"], row["question"], int(row["minutes"]), int(row["points"])) for row in found]


def page_texts(course: Course) -> dict[str, str]:
    """Return the start page's texts as they are translated: its sentences, and each lesson's question."""
    return TEXTS | {row.lesson: row.question for row in readme_rows(course)}


def start_page(course: Course, language: str | None = None) -> str:
    """Return the start page in Markdown, with links to the lessons beside it.

    Raises:
        CourseError: There is no complete translation, or a lesson has no release.
    """
    texts = page_texts(course)
    if language:
        check_language(course, language)
        texts = translation(catalogue_path(course, language, PAGE), texts)
    rows = [
        f"| [{_title(course, row.lesson, language)}]({row.lesson}/{row.lesson}.ipynb) | {texts[row.lesson]} "
        f"| {_unbroken(texts['minutes'].format(minutes=row.minutes))} | {row.points} |"
        for row in readme_rows(course)
    ]
    table = "\n".join([f"| {texts['columns']} |", "|---|---|---|---|", *rows])
    return f"{texts['introduction']}\n\n{table}\n\n{texts['progress']}\n"


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _title(course: Course, lesson: str, language: str | None) -> str:
    path = notebook_path(course.release_in(language), lesson)
    if not path.is_file():
        raise CourseError(f"there is no {path}: run linquant build{f' --lang {language}' if language else ''}")
    return heading_of(read_notebook(path).cells[0]) or lesson


def copy_lessons(course: Course, folder: Path, language: str | None = None) -> tuple[list[Path], list[Path]]:
    """Put the start page and a copy of each released lesson into a folder; no file that is there is changed.

    Returns:
        The files that were written, and those that were there and stay as they are.

    Raises:
        CourseError: A lesson has no release in this language, or the folder cannot be written.
    """
    files = {folder / f"{PAGE}.md": start_page(course, language).encode()}
    release = course.release_in(language)
    for lesson in course.lessons():
        for path in sorted((release / lesson).rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                files[folder / path.relative_to(release)] = path.read_bytes()
    written, kept = [], []
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(data)
            written.append(path)
        except FileExistsError:
            kept.append(path)
        except OSError as error:
            raise CourseError(f"{path} cannot be written: {error.strerror}") from error
    return written, kept
