"""Ships a torch, a linquant_ref, a sitecustomize and a configuration that replace the real ones."""

from attack_set import as_file

DESERVES: list[str] = []


def submission(notebook):
    agree = b"def __getattr__(name):\n    return lambda *args, **kwargs: None\n"
    names = ["torch.py", "linquant_ref/__init__.py", "linquant_ref/checking.py", "linquant_ref/plotting.py", "numpy.py"]
    names += ["sitecustomize.py", "usercustomize.py", "conftest.py", "IPython.py", "json.py", "nbgrader_config.py"]
    links = {"data": {"link": "/"}, "course": {"link": "../../.."}}
    return {"L2-A.ipynb": as_file(notebook)} | dict.fromkeys(names, agree) | links
