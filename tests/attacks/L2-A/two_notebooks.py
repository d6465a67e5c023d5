"""Ships a second notebook beside its own, with the names of both swapped and a link among them."""

from attack_set import as_file, tests_of

DESERVES: list[str] = []


def submission(notebook):
    for cell in tests_of(notebook):
        cell["source"] = "pass"
    names = ("L2-A.ipynb", "L2-A.IPYNB", "l2-a.ipynb", "L2-A (1).ipynb")
    return dict.fromkeys(names, as_file(notebook)) | {
        "key.ipynb": {"link": "../../../../source_notebooks/L2-A/L2-A.ipynb"}
    }
