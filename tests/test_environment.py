"""environment.yml and pyproject.toml ask for the same packages in the same versions."""

import tomllib
from itertools import chain

import yaml
from conftest import ROOT
from packaging.requirements import Requirement

CONDA_NAMES = {"pytorch-cpu": "torch", "playwright-python": "playwright"}


def test_conda_and_pip_users_get_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(text) for text in [*project["dependencies"], *chain.from_iterable(extras.values())]]
    pip = {requirement.name: requirement.specifier for requirement in wanted if requirement.name != project["name"]}
    pip["python"] = Requirement(f"python{project['requires-python']}").specifier

    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    from_pip = [text for entry in entries if isinstance(entry, dict) for text in entry["pip"]]
    named = [text for text in [*entries, *from_pip] if isinstance(text, str) and not text.startswith(("pip", "--"))]
    found = [Requirement(text) for text in named]
    conda = {CONDA_NAMES.get(requirement.name, requirement.name): requirement.specifier for requirement in found}

    assert conda == pip
