"""What an author of lessons types: linquant build, translate and demo."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from linquant_course import build as generators
from linquant_course import demo as example
from linquant_course.commands.common import Lessons, console, open_course, progress_bar
from linquant_course.start import PAGE, page_texts
from linquant_course.translate import (
    Texts,
    catalogue_path,
    check_language,
    languages,
    lesson_texts,
    markup_differences,
    shortcomings,
    update_catalogue,
)


def build(
    lessons: Lessons = None,
    release_only: Annotated[bool, typer.Option(help="Leave out the answer keys.")] = False,
    lang: Annotated[
        list[str] | None, typer.Option(help="Also build the lessons in this language, course/release-LANG.")
    ] = None,
) -> None:
    """Generate course/release and solutions from source_notebooks, and translated lessons from course/locale."""
    course = open_course()
    chosen = course.chosen(lessons)
    for language in lang or []:
        check_language(course, language)
    with progress_bar() as progress:
        for lesson in progress.track(chosen, description="building"):
            generators.build_release(course, lesson)
            if not release_only:
                generators.build_solution(course, lesson)
        # Last, because a catalogue that waits for its translator must not keep the rest from being built.
        for language in lang or []:
            generators.build_translations(course, language, chosen)
    console.print(f"built {', '.join(chosen)}")


def translate(
    lessons: Lessons = None,
    lang: Annotated[list[str] | None, typer.Option(help="Such as zh_CN; all languages there are by default.")] = None,
) -> None:
    """Bring the catalogues in course/locale up to date with the lessons, and say what is left to translate."""
    course = open_course()
    texts = {lesson: lesson_texts(course, lesson) for lesson in course.chosen(lessons)}
    texts |= {} if lessons else {PAGE: page_texts(course)}
    for language in lang or languages(course):
        for name in texts:
            path = catalogue_path(course, language, name)
            update_catalogue(path, language, texts[name])
            _tell_what_is_left(f"{language} {name}", path, texts[name])


def _tell_what_is_left(catalogue: str, path: Path, texts: Texts) -> None:
    left = shortcomings(path, texts)
    todo = "; ".join(f"{what}: {', '.join(names)}" for what, names in left.items()) or "complete"
    console.print(f"{catalogue}: {escape(todo)}", soft_wrap=True)
    for name, found in markup_differences(path).items():
        console.print(f"[yellow]{catalogue} {name}:[/yellow] {escape('; '.join(found))}", soft_wrap=True)


def demo() -> None:
    """Hand in the example class, if course/submitted is empty."""
    course = open_course()
    written = example.hand_in_example_class(course)
    console.print(f"{written} notebooks handed in" if written else f"left alone: {course.submitted} is not empty")
