"""The course's configuration; nbgrader and JupyterLab find it with JUPYTER_CONFIG_PATH=course."""

import os
from pathlib import Path

from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    Execute,
    IncludeHeaderFooter,
    LockCells,
    SaveAutoGrades,
)

from linquant_course.course import find_programs
from linquant_course.grader.exporter import FeedbackExporter, formgrader_templates
from linquant_course.grader.page import ReadGrades
from linquant_course.grader.rendering import markdown
from linquant_course.grader.sanitize import clean_html
from linquant_course.penalty import PercentPerDay
from linquant_course.preprocessors import (
    HideFailuresOfHiddenTests,
    InsertAnswers,
    RebuildSubmission,
    RunInSandbox,
    TidyMetadata,
)

c = get_config()  # noqa: F821  (traitlets defines it)
# Also where JupyterLab or nbgrader is started by its path, outside of an activated environment.
find_programs()

root = Path(__file__).resolve().parents[1]
course = root / "course"

c.CourseDirectory.course_id = "linquant"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "source_notebooks"
c.CourseDirectory.solution_directory = "solutions"
c.CourseDirectory.release_directory = "course/release"
c.CourseDirectory.submitted_directory = "course/submitted"
c.CourseDirectory.autograded_directory = "course/autograded"
c.CourseDirectory.feedback_directory = "course/feedback"
c.CourseDirectory.db_url = os.environ.get("LINQUANT_DB_URL", f"sqlite:///{course / 'gradebook.db'}")
c.Exchange.root = os.environ.get("LINQUANT_EXCHANGE", str(course / "exchange"))

# What a test shows tells an exercise that is not attempted from one that is wrong.
c.ClearSolutions.code_stub = {
    "python": '# YOUR CODE HERE\nraise NotImplementedError("not attempted yet: put your code in place of this line")'
}
c.GenerateSolution.preprocessors = [
    IncludeHeaderFooter,
    InsertAnswers,
    LockCells,
    ClearOutput,
    ClearMarkScheme,
    Execute,
    CoalesceStreamsPreprocessor,
    TidyMetadata,
]
# nbgrader autograde and formgrader's button grade as linquant grade does.
c.Autograde.sanitize_preprocessors = [RebuildSubmission, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [RunInSandbox, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata]
c.AssignLatePenalties.plugin_class = PercentPerDay
# What work handed in late loses, in percent of its points for each day begun; also there: grace_hours, at_most.
c.PercentPerDay.percent = 0
c.GenerateFeedback.exporter_class = FeedbackExporter
c.GenerateFeedback.preprocessors = [ReadGrades, HideFailuresOfHiddenTests, ClearHiddenTests]
# A second layer behind intake, which feedback pages have too: formgrader shows no HTML but harmless one.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"markdown2html": markdown, "clean_html": clean_html}
# Nor does it load MathJax from another address, because formulas are MathML by then.
c.HTMLExporter.template_paths = list(formgrader_templates())
c.Execute.timeout = 120
c.CoalesceStreamsPreprocessor.enabled = True
c.Execute.record_timing = False
# Sockets of the "ipc" transport break autograde; encrypted TCP is used where both sides know it.
c.KernelManager.transport_encryption = "auto"
