"""What grading needs to know of a lesson: the instructor's cells, which decide what is graded and for how much."""

import functools
import hashlib
from dataclasses import dataclass, field

from nbformat import NotebookNode

from linquant_course.answers import DELEGATION, grade_id, is_solution
from linquant_course.course import Course, CourseError, notebook_path, read_notebook
from linquant_course.translate import in_language, translatable


@dataclass(frozen=True)
class Lesson:
    """A lesson as its source notebook has it.

    Attributes:
        name: The lesson's id, such as L3-B.
        source: The source notebook: locked cells and tests, hidden lines included.
        stubs: What the release shows in solution cells and written answers, by grade_id.
        answers: Modules of linquant_ref with answers to this lesson or to later ones; no submission may see them.
        translations: The text of each markdown cell in the lesson's translated releases, by language and cell id.
    """

    name: str
    source: NotebookNode
    stubs: dict[str, str]
    answers: frozenset[str]
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, course: Course, name: str) -> "Lesson":
        """Read the lesson from the course's source notebooks and release.

        Raises:
            CourseError: The lesson has no release yet.
        """
        release = notebook_path(course.release, name)
        if not release.is_file():
            raise CourseError(f"{name} has no release in {course.release}: run linquant build {name}")
        stubs = {grade_id(cell): cell.source for cell in read_notebook(release).cells if _is_answered(cell)}
        sources = [read_notebook(notebook_path(course.source, other)) for other in course.lessons() if other >= name]
        answers = frozenset().union(*map(_answer_modules, sources))
        translations = {
            language: translatable(read_notebook(path))
            for language, folder in course.translated_releases().items()
            if (path := notebook_path(folder, name)).is_file()
        }
        return cls(name, sources[0], stubs, answers, translations)

    def in_language(self, language: str | None) -> NotebookNode:
        """Return the source notebook with the texts of a translation; None is the language that it is written in."""
        return in_language(self.source, language, self.translations[language]) if language else self.source

    @functools.cached_property
    def digest(self) -> str:
        """Return a hash of everything in the lesson that can change a score."""
        cells = [
            (cell.cell_type, cell.source, cell.metadata.get("nbgrader", {}).get("points")) for cell in self.source.cells
        ]
        return hashlib.sha256(repr((self.name, cells, sorted(self.stubs.items()))).encode()).hexdigest()


def _answer_modules(source: NotebookNode) -> set[str]:
    named = (DELEGATION.search(cell.source) for cell in source.cells if is_solution(cell))
    return {found["module"] for found in named if found}


def _is_answered(cell: NotebookNode) -> bool:
    return is_solution(cell) or bool(cell.metadata.get("nbgrader", {}).get("solution"))
