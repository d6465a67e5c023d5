"""Notebooks as feedback pages: HTML of the course's own template, without scripts and without a network."""

from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import nbgrader
from jinja2 import Template
from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode

from linquant_course.grader.remarks import with_remarks_in
from linquant_course.grader.rendering import markdown, python
from linquant_course.grader.view import language_of, view_of
from linquant_course.language import words_of
from linquant_course.pages import templates
from linquant_ref.language import translated

TEMPLATE = "feedback.html"
# Of how many languages the compiled template is kept.
LANGUAGES = 8
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"


@cache
def formgrader_templates() -> tuple[str, ...]:
    """Return where formgrader looks for the templates of a submission's page: here first, then where it always does."""
    stock = HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(FORMGRADER)])
    return (str(Path(__file__).parent / "formgrade"), *stock.template_paths)


class FeedbackExporter(Exporter):
    """Makes a page of a notebook whose cells hold their grades; nbgrader_config.py gives it to nbgrader."""

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources it was made with."""
        graded, about = super().from_notebook_node(nb, resources, **options)
        return _template(language_of(graded)).render(view=view_of(graded, about["nbgrader"])), about


@lru_cache(LANGUAGES)
def _template(language: str) -> Template:
    """Return the template with the words of a language."""
    words = words_of(language)
    environment = templates("linquant_course.grader", words)
    environment.filters |= {
        "markdown": markdown,
        "python": python,
        "remarks": partial(with_remarks_in, words),
        "hint": partial(translated, languages=language),
    }
    return environment.get_template(TEMPLATE)
