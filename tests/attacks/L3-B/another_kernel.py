"""Asks for another kernel and language, in which the tests are only text."""

DESERVES: list[str] = []


def submission(notebook):
    notebook["metadata"] = {
        "kernelspec": {"name": "bash", "display_name": "Bash", "language": "bash", "argv": ["sh", "-c", "true"]},
        "language_info": {"name": "bash"},
        "execution": {"timeout": 1, "allow_errors": True},
        "celltoolbar": "Create Assignment",
    }
    notebook["nbformat_minor"] = 99
    return notebook
