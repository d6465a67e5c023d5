"""The file's name has Markdown, HTML and a newline in it. Full marks."""

LOSES = []
NOTE = "was handed in as ?a?(b) ?i???x? L2-Ä.ipynb"


def submission(notebook):
    return {"[a](b) <i>\n$x$ L2-Ä.ipynb": notebook}
