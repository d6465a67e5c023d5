"""CSV files as spreadsheets and Canvas write them, and cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from linquant_course.course import CourseError

BYTE_ORDER_MARK = "\ufeff"
# The second four are what a Chinese or Japanese keyboard gives; spreadsheets take them for the first four.
STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001


@dataclass(frozen=True)
class CsvFile:
    """A file that was read, with what it takes to write it again in the same way.

    Attributes:
        path: Where it lies.
        header: The names of its columns.
        rows: The other rows, each as long as the header; empty lines are left out.
        lines: The line on which each row ends.
        delimiter: A comma or a semicolon.
        newline: How its lines end.
        mark: A byte order mark, which Excel wants, or nothing.
    """

    path: Path
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str
    newline: str
    mark: str

    def column(self, name: str) -> int:
        """Return where a column stands.

        Raises:
            CourseError: It is not there, or twice.
        """
        names = self.columns()
        if names.count(name) != 1:
            how = "twice" if name in names else "not"
            raise CourseError(f"{self.path}: the column {name} is {how} among {', '.join(names)}")
        return names.index(name)

    def columns(self) -> list[str]:
        """Return the names of the columns without the spaces around them."""
        return [name.strip() for name in self.header]


def read_csv(path: Path) -> CsvFile:
    """Read a file in UTF-8 that is separated by commas or semicolons.

    Raises:
        CourseError: It cannot be read, or is no table.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CourseError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8: save it as CSV in UTF-8") from error
    body = text.removeprefix(BYTE_ORDER_MARK)
    first = body.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        found = [(row, reader.line_num) for row in reader if row]
    except csv.Error as error:
        raise CourseError(f"{path}, line {reader.line_num}: {error}") from error
    if not found:
        raise CourseError(f"{path} is empty")
    header, rows = found[0][0], found[1:]
    if odd := [(line, len(row)) for row, line in rows if len(row) > len(header)]:
        raise CourseError(f"{path}, line {odd[0][0]}: {odd[0][1]} cells, and the header has {len(header)}")
    return CsvFile(
        path,
        header,
        [row + [""] * (len(header) - len(row)) for row, _ in rows],
        [line for _, line in rows],
        delimiter,
        "\r\n" if "\r\n" in body else "\n",
        text[: len(text) - len(body)],
    )


def as_csv(rows: Iterable[Sequence[object]], delimiter: str = ",", newline: str = "\n") -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


def harmless(text: str | None) -> str:
    """Return a cell that stays text: an apostrophe goes before what a spreadsheet would take for a formula."""
    return f"'{text}" if (text or "").lstrip().startswith(STARTS_A_FORMULA) else text or ""
