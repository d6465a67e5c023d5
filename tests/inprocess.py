"""Grade a notebook without nbgrader: its cells run in a forked IPython shell, test cells as the source has them.

The forkserver imports torch once, so that a case costs a fraction of a second instead of a kernel's start.
"""

import multiprocessing

from nbformat import NotebookNode
from run_cells import run_cells

from linquant_course.answers import grade_id, is_autograded_test

SECONDS_PER_CELL = 5
# A cell that runs nothing of the student's may train a model.
SECONDS_PER_LOCKED_CELL = 60

_context = multiprocessing.get_context("forkserver")
# The compiler, because torch imports it where a lesson makes a layer on the meta device.
LIBRARIES = ["matplotlib.pyplot", "linquant_ref", "linquant_ref.plotting", "sklearn.datasets", "torch._dynamo"]
_context.set_forkserver_preload(["run_cells", *LIBRARIES])


def exceptions(notebook: NotebookNode, source: NotebookNode) -> dict[str, str]:
    """Return the class name of the exception of each code cell that raises, by cell id, when the cells run in order.

    Locked cells run as the source notebook has them, hidden tests included, as nbgrader does it.
    """
    trusted = {grade_id(cell): cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("locked")}
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            locked = trusted.get(grade_id(cell))
            limit = SECONDS_PER_CELL if locked is None or is_autograded_test(locked) else SECONDS_PER_LOCKED_CELL
            cells.append((cell.id, locked.source if locked else cell.source, limit))
    with _context.Pool(1) as pool:
        return pool.apply(run_cells, (cells,))


def lost_tests(submission: NotebookNode, source: NotebookNode) -> set[str]:
    """Return the grade_ids of the autograded test cells that a submission fails."""
    return exceptions(submission, source).keys() & {grade_id(cell) for cell in source.cells if is_autograded_test(cell)}
