"""Notebooks as feedback pages: HTML of the course's own template, without scripts and without a network."""

from functools import cache
from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode

from linquant_course.grader.rendering import markdown, python
from linquant_course.grader.view import view_of
from linquant_course.pages import templates

TEMPLATE = "feedback.html"
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"


@cache
def formgrader_templates() -> tuple[str, ...]:
    """Return where formgrader looks for the templates of a submission's page: here first, then where it always does."""
    stock = HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(FORMGRADER)])
    return (str(Path(__file__).parent / "formgrade"), *stock.template_paths)


class FeedbackExporter(Exporter):
    """Makes a page of a notebook whose cells hold their grades; nbgrader_config.py gives it to nbgrader."""

    output_mimetype = "text/html"

    def __init__(self, config: Any = None, **settings: Any) -> None:
        super().__init__(config=config, **settings)
        environment = templates("linquant_course.grader")
        environment.filters |= {"markdown": markdown, "python": python}
        self._template = environment.get_template(TEMPLATE)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources it was made with."""
        graded, about = super().from_notebook_node(nb, resources, **options)
        return self._template.render(view=view_of(graded, about["nbgrader"])), about
