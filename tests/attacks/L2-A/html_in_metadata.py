"""Puts HTML into cell ids, tags, names, attachments, comments and the notebook's metadata."""

DESERVES: list[str] = []


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def submission(notebook):
    for cell in notebook["cells"]:
        cell["id"] = EVIL
        cell["metadata"] |= {"tags": [EVIL], "name": EVIL, "collapsed": EVIL, EVIL: EVIL}
        cell["metadata"].setdefault("nbgrader", {})["comment"] = EVIL
        cell["attachments"] = {"x.png": {"image/png": EVIL, "image/svg+xml": EVIL}}
        if cell["cell_type"] == "code":
            output = {"output_type": "display_data", "metadata": {EVIL: EVIL}, "data": {"text/html": EVIL}}
            cell |= {"execution_count": EVIL, "outputs": [output]}
    notebook["metadata"] = {
        "title": EVIL,
        "authors": [{"name": EVIL}],
        "language_info": {"name": EVIL, "pygments_lexer": EVIL, "codemirror_mode": EVIL},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {EVIL: {"model_name": EVIL}}}},
        "kernelspec": {"name": EVIL, "display_name": EVIL},
    }
    return notebook
