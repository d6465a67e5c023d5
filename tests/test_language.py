"""The catalogues hold every text of the package, translated and compiled; `make messages` writes them.

The environment decides on the language.
"""

import gettext
import os
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_from_dir

import linquant_ref
from linquant_ref.language import CATALOGUES, DOMAIN, VARIABLES, translated

PACKAGE = Path(linquant_ref.__file__).parent
# The functions whose first argument is a text to translate.
MARKERS = {"label": None, "to_translate": None, "translated": None}
PATHS = sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def texts_of_the_package() -> dict[str, set[str]]:
    """Return the modules that use a text, by text."""
    found: dict[str, set[str]] = {}
    for path, _, text, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=MARKERS):
        found.setdefault(text, set()).add(path)
    return found


def fields_of(text: str) -> set[tuple[str, str]]:
    return {(name, how or "") for _, name, how, _ in string.Formatter().parse(text) if name is not None}


def update(path: Path) -> None:
    """Bring a catalogue up to date and compile it: new texts come in untranslated, others are kept as obsolete."""
    known = {entry.msgid: entry for entry in polib.pofile(path)}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = polib.pofile(path).metadata
    for text, modules in sorted(texts_of_the_package().items()):
        entry = known.pop(text, None) or polib.POEntry(msgid=text)
        entry.obsolete, entry.occurrences = False, [(module, "") for module in sorted(modules)]
        entry.flags = ["python-brace-format"] if fields_of(text) else []
        catalogue.append(entry)
    for entry in known.values():
        entry.obsolete = True
        catalogue.append(entry)
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))


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


def test_there_is_a_catalogue_for_chinese() -> None:
    assert CATALOGUES / "zh_CN" / "LC_MESSAGES" / "linquant.po" in PATHS


@pytest.fixture(params=PATHS, ids=lambda path: path.parts[-3])
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def entries(path: Path) -> Iterator[polib.POEntry]:
    return (entry for entry in polib.pofile(path) if not entry.obsolete)


def test_a_catalogue_holds_every_text_and_no_other(path: Path) -> None:
    assert {entry.msgid for entry in entries(path)} == set(texts_of_the_package()), "run make messages"


def test_every_text_is_translated(path: Path) -> None:
    assert [entry.msgid for entry in entries(path) if not entry.translated() or entry.fuzzy] == []


def test_a_translation_has_the_values_of_its_text(path: Path) -> None:
    for entry in entries(path):
        assert fields_of(entry.msgstr) == fields_of(entry.msgid), entry.msgid
        assert (entry.msgstr[0] == "\n") == (entry.msgid[0] == "\n")


def test_the_compiled_catalogue_is_up_to_date(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    expected = {entry.msgid: entry.msgstr for entry in entries(path)}
    known = {text: translation for text, translation in compiled._catalog.items() if text}
    assert known == expected, "run make messages"


if __name__ == "__main__":
    for catalogue_path in PATHS:
        update(catalogue_path)
