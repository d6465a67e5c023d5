"""What Sphinx needs for these pages: formulas without a script, screenshots, and docstrings that are plain text."""

import re
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger
from sphinx.writers.html5 import HTML5Translator

from linquant_course.grader.mathematics import mathml

log = getLogger(__name__)

PICTURES = "docs/pictures"
TRANSLATED = re.compile(r"docs/lessons/(?P<language>[a-z]{2}(?:_[A-Z]{2})?)/")
# What reStructuredText would take for markup in a formula such as s = max |r| / q_max * x_.
MARKUP = re.compile(r"[\\*|]|(?<=\w)_(?!\w)")
# Where torch defines what everybody calls otherwise.
USUAL_NAMES = {"torch._C.Generator": "torch.Generator", "torch.nn.modules.module.Module": "torch.nn.Module"}
CODE = re.compile(r"`([^`]+)`")


def inline_formula(page: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a sentence."""
    page.body.append(_formula(node, "inline"))
    raise nodes.SkipNode


def block_formula(page: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula in lines of its own; a wide one scrolls."""
    page.body.append(f'<div class="formula" tabindex="0">{_formula(node, "block")}</div>\n')
    raise nodes.SkipNode


def _formula(node: nodes.Element, display: str) -> str:
    tex = node.astext()
    converted = mathml(tex, display)
    if converted is None:
        log.warning("no MathML for the formula %s", tex, location=node)
        return ""
    return converted


class Screenshot(SphinxDirective):
    """A picture that the build took, with its caption, or a note where there is no such picture."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the figure or the note."""
        name = f"{PICTURES}/{self.arguments[0]}.png"
        caption = nodes.caption("", "", *self.parse_inline(" ".join(self.content))[0])
        if not Path(self.env.srcdir, name).is_file():
            self.env.note_reread()
            words = nodes.paragraph(text="The picture that belongs here was not taken: this build had no browser.")
            return [nodes.note("", words, nodes.paragraph("", "", *caption.children))]
        image = nodes.image(uri=f"/{name}", alt=self.options["alt"], classes=["screenshot"])
        return [nodes.figure("", image, caption)]


def as_plain_text(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Keep a docstring's formulas from being taken for markup, and show what stands between backticks as code."""
    lines[:] = ["".join(_plain(line)) for line in lines]


def _plain(line: str) -> list[str]:
    # Every other part stood between backticks.
    parts = CODE.split(line)
    return [f"``{part}``" if index % 2 else MARKUP.sub(r"\\\g<0>", part) for index, part in enumerate(parts)]


def with_usual_names(
    app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Name torch's classes in a signature as torch's own pages do."""
    for own, usual in USUAL_NAMES.items():
        signature, returns = (text and text.replace(own, usual) for text in (signature, returns))
    return signature, returns


def name_bases(app: Sphinx, name: str, obj: object, options: object, bases: list[type | str]) -> None:
    """Name the classes that a class is derived from as torch's own pages do."""
    for index, base in enumerate(bases):
        if isinstance(base, type) and (usual := USUAL_NAMES.get(f"{base.__module__}.{base.__name__}")):
            bases[index] = f":py:class:`{usual}`"


def mark_language(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.Node | None) -> None:
    """Say in the page which language a translated lesson is in."""
    if "body" in context and (found := TRANSLATED.match(page)):
        language = found["language"].replace("_", "-")
        context["body"] = f'<div lang="{language}">{context["body"]}</div>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Register everything with Sphinx."""
    app.add_html_math_renderer("mathml", (inline_formula, None), (block_formula, None))
    app.add_directive("screenshot", Screenshot)
    # Before napoleon, which adds markup that is meant.
    app.connect("autodoc-process-docstring", as_plain_text, priority=400)
    app.connect("autodoc-process-signature", with_usual_names)
    app.connect("autodoc-process-bases", name_bases)
    app.connect("html-page-context", mark_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
