"""What is shown of a class: grades.csv and a table of scores."""

from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin
from rich import box
from rich.markup import escape
from rich.table import Table

from linquant_course.course import Course, notebook_path


def export_grades(course: Course, destination: Path) -> None:
    """Write nbgrader's CSV: one line per student and lesson."""
    plugin = CsvExportPlugin(config=course.config, to=str(destination))
    with course.api.gradebook as gradebook:
        plugin.export(gradebook)


def score_table(course: Course) -> Table:
    """Return the gradebook as a table: a row per student, a column per lesson.

    A dash is a lesson that was not submitted, an exclamation mark one that could not be graded, and a star one with an
    answer that still has to be graded by hand.
    """
    caption = "- not submitted, ! not graded, * an answer waits for grading by hand"
    # Narrow columns and no lines between them: fifteen lessons fit into 80 characters.
    table = Table(title="Scores", caption=caption, box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("student", no_wrap=True)
    with course.api.gradebook as gradebook:
        lessons = sorted(assignment.name for assignment in gradebook.assignments)
        for lesson in lessons:
            points = gradebook.find_assignment(lesson).max_score
            table.add_column("\n".join([*lesson.split("-"), f"/{points:g}"]), justify="right", no_wrap=True)
        table.add_column("total", justify="right", no_wrap=True)
        for student in sorted(gradebook.students, key=lambda student: student.id):
            cells, total = [], 0.0
            for lesson in lessons:
                try:
                    submission = gradebook.find_submission(lesson, student.id)
                except MissingEntry:
                    cells.append("-")
                    continue
                if not notebook_path(course.autograded / student.id, lesson).is_file():
                    cells.append("!")
                    continue
                cells.append(f"{submission.score:g}{'*' if submission.needs_manual_grade else ''}")
                total += submission.score
            table.add_row(escape(student.id), *cells, f"{total:g}")
    return table
