"""What is shown of a class: grades.csv and a table of scores."""

from rich import box
from rich.markup import escape
from rich.table import Table

from linquant_course.scores import Gradebook


def score_table(gradebook: Gradebook) -> Table:
    """Return the gradebook as a table: a row per student, a column per lesson, late penalties taken off.

    A dash is a lesson that was not submitted, an exclamation mark one that is not graded, and a star one with an answer
    that still has to be graded by hand.
    """
    caption = "- not submitted, ! not graded, * an answer waits for grading by hand"
    # Narrow columns and no lines between them: fifteen lessons fit into 80 characters.
    table = Table(title="Scores", caption=caption, box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("student", no_wrap=True)
    lessons = sorted(gradebook.lessons, key=lambda lesson: str(lesson.name))
    for lesson in lessons:
        title = "\n".join([*lesson.name.split("-"), f"/{lesson.max_score:g}"])
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    for student in sorted(gradebook.students, key=lambda student: str(student.id)):
        cells, total = [], 0.0
        for lesson in lessons:
            score = gradebook.scores.get((student.id, lesson.name))
            if score is None:
                cells.append("-")
            elif not score.is_graded:
                cells.append("!")
            else:
                cells.append(f"{score.total:g}{'*' if score.waits else ''}")
                total += score.total
        table.add_row(escape(student.id), *cells, f"{total:g}")
    return table
