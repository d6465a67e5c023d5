"""The catalogues hold every text of their packages, translated and compiled; `make messages` writes them.

The environment decides on the language, where no other is asked for.
"""

import gettext
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from catalogues import PACKAGES, Package, fields_of, text_of

from linquant_ref.language import VARIABLES, translated

CATALOGUES = [(package, path) for package in PACKAGES for path in package.catalogues]


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def no_language(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)

    def test_texts_are_english_where_nothing_is_said(self) -> None:
        assert translated("zero point") == "zero point"

    @pytest.mark.parametrize("name", VARIABLES)
    def test_each_variable_of_gettext_chooses_the_language(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(name, "zh_CN.UTF-8")
        assert translated("zero point") == "零点"

    def test_an_earlier_variable_wins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        assert translated("zero point") == "zero point"
        monkeypatch.setenv("LANGUAGE", "zh_CN")
        assert translated("zero point") == "零点"

    @pytest.mark.parametrize(
        ("languages", "expected"),
        [
            ("zh", "零点"),
            ("de:zh_CN", "零点"),
            ("en_GB:zh_CN", "zero point"),
            ("en:zh_CN", "zero point"),
            ("C", "zero point"),
            ("de", "zero point"),
            ("../../..", "zero point"),
        ],
    )
    def test_the_first_language_that_there_is_wins(
        self, languages: str, expected: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGUAGE", languages)
        assert translated("zero point") == expected

    def test_other_texts_stay_as_they_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LANGUAGE", "zh_CN")
        assert translated("a text of nobody") == "a text of nobody"
        assert translated("") == ""


def test_importing_it_imports_no_matplotlib_and_reads_no_catalogue() -> None:
    program = (
        "import sys, torch, gettext\n"
        "gettext.translation = None\n"
        "import linquant_ref.language\n"
        "print('matplotlib' in sys.modules)"
    )
    environment = os.environ | {"LANGUAGE": "zh_CN"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_language_that_is_asked_for_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    assert translated("zero point", "en") == "zero point"
    monkeypatch.setenv("LANGUAGE", "en")
    assert translated("zero point", "zh_CN") == "零点"


def test_every_package_has_a_catalogue_for_chinese() -> None:
    assert ["zh_CN" in [path.parts[-3] for path in package.catalogues] for package in PACKAGES] == [True, True]


@pytest.fixture(params=CATALOGUES, ids=[f"{package.folder.name}-{path.parts[-3]}" for package, path in CATALOGUES])
def catalogue(request: pytest.FixtureRequest) -> tuple[Package, Path]:
    package, path = request.param
    return package, path


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(path) if not entry.obsolete]


def translations(entry: polib.POEntry) -> list[str]:
    """Return the translation of an entry; of one that counts something, in each plural form."""
    return [text for _, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def test_a_catalogue_holds_every_text_and_no_other(catalogue: tuple[Package, Path]) -> None:
    package, path = catalogue
    assert {text_of(entry) for entry in entries(path)} == set(package.texts()), "run make messages"


def test_every_text_is_translated(catalogue: tuple[Package, Path]) -> None:
    assert [entry.msgid for entry in entries(catalogue[1]) if not entry.translated() or entry.fuzzy] == []


def test_a_translation_has_the_values_of_its_text(catalogue: tuple[Package, Path]) -> None:
    for entry in entries(catalogue[1]):
        for text in translations(entry):
            assert fields_of(text) == fields_of(entry.msgid), entry.msgid
            assert (text[0] == "\n") == (entry.msgid[0] == "\n")


def test_the_compiled_catalogue_is_up_to_date(catalogue: tuple[Package, Path]) -> None:
    expected: dict[Any, str] = {}
    for entry in entries(catalogue[1]):
        keys = [(entry.msgid, form) for form in entry.msgstr_plural] if entry.msgid_plural else [entry.msgid]
        expected |= dict(zip(keys, translations(entry), strict=True))
    with catalogue[1].with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    known = {text: translation for text, translation in compiled._catalog.items() if text}
    assert known == expected, "run make messages"
