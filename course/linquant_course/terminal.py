"""What commands print."""

from rich.console import Console
from rich.table import Table


def print_table(table: Table) -> None:
    """Print a table whole: one that is cut off is no use in a log. In a narrow terminal its lines wrap."""
    console = Console(highlight=False)
    whole = console.measure(table, options=console.options.update(max_width=10_000)).maximum
    Console(highlight=False, width=max(console.width, whole)).print(table)
