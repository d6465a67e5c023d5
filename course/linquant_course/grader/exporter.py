"""Notebooks as pages: HTML without scripts, and nbgrader's feedback page without the same work for every student."""

import re
from functools import lru_cache, partial
from typing import Any

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from linquant_course.grader.sanitize import TEX_COMMAND

REMEMBERED = 2048
MARKDOWN_ATTRIBUTES = nh3.ALLOWED_ATTRIBUTES | {"*": {"class", "id", "style"}}
IMAGE_WITHOUT_TEXT = re.compile(r"<img\b(?![^>]*\balt\s*=)")
NO_TEXT = '<img alt="No description has been provided for this image"'


@lru_cache(REMEMBERED)
def markdown_to_html(source: str) -> str:
    """Return nbconvert's HTML of markdown without scripts: the lessons' own HTML and the students' formulas stay."""
    cleaned = nh3.clean(
        markdown2html_mistune(source), attributes=MARKDOWN_ATTRIBUTES, filter_style_properties={"text-align"}
    )
    return TEX_COMMAND.sub(r"\g<0> ", cleaned)


class FeedbackExporter(HTMLExporter):
    """An HTMLExporter that colours and renders a text once, however many students' pages have it.

    nbconvert parses and prints the finished page again, only to describe images; here a pattern does that.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._colour = lru_cache(REMEMBERED)(self._colour_anew)
        self._render = lru_cache(REMEMBERED)(self._render_anew)
        self._highlighters: dict[str | None, Highlight2HTML] = {}

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and the resources it was made with."""
        about = nb.metadata.get("language_info", {})
        lexer = about.get("pygments_lexer", about.get("name"))
        resources = self._init_resources(resources)
        self._nb_metadata.clear()
        widgets = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("filter_data_type", widgets)
        self.register_filter("highlight_code", partial(self._highlight, lexer))
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **options)
        return IMAGE_WITHOUT_TEXT.sub(NO_TEXT, page), resources

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Render markdown; a cell with attachments each time anew."""
        if context.get("cell", {}).get("attachments"):
            return super().markdown2html(context, source)
        return self._render(source)

    def _render_anew(self, source: str) -> str:
        return super().markdown2html({}, source)

    def _highlight(self, lexer: str | None, source: str, language: str | None = None, metadata: Any = None) -> str:
        # The metadata could name the language of a cell's magic; nothing in this course's notebooks does.
        return self._colour(lexer, source, language)

    def _colour_anew(self, lexer: str | None, source: str, language: str | None) -> str:
        if lexer not in self._highlighters:
            self._highlighters[lexer] = Highlight2HTML(pygments_lexer=lexer, parent=self)
        return self._highlighters[lexer](source, language)
