"""IPython's shell inside the student's worker: runs cells and collects their outputs as notebooks store them."""

import io
from typing import Any, cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from linquant_course.grader.limits import DROPPED

MAX_TEXT = 100_000
MAX_OUTPUTS = 200


class Outputs:
    """What the running cell has shown so far; text beyond MAX_TEXT characters is dropped, with a line that says so."""

    def __init__(self) -> None:
        self._start_afresh()

    def _start_afresh(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._text_left = MAX_TEXT

    def add(self, output: dict[str, Any]) -> None:
        """Append an output that is no stream."""
        if len(self.items) < MAX_OUTPUTS:
            self.items.append(output)

    def remove(self, output: dict[str, Any]) -> None:
        """Take an output back, if it is still there."""
        self.items = [item for item in self.items if item is not output]

    def write(self, name: str, text: str) -> None:
        """Append text to a stream."""
        if self._text_left <= 0:
            return
        if len(text) > self._text_left:
            text = text[: self._text_left] + f"\n{DROPPED}\n"
            self._text_left = 0
        self._text_left -= len(text)
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["pieces"].append(text)
        elif len(self.items) < MAX_OUTPUTS:
            self.items.append({"output_type": "stream", "name": name, "pieces": [text]})

    def clear(self) -> None:
        """Forget everything, as clear_output asks."""
        self.items.clear()

    def take(self) -> list[dict[str, Any]]:
        """Return the outputs in nbformat's form, and start afresh; pictures come last, as where figures are drawn."""
        taken = [
            {"output_type": "stream", "name": item["name"], "text": "".join(item["pieces"])}
            if "pieces" in item
            else item
            for item in sorted(self.items, key=lambda item: item.get("output_type") == "picture")
        ]
        self._start_afresh()
        return taken


class Stream(io.TextIOBase):
    """A standard stream that ends in the running cell's outputs."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name, self._outputs = name, outputs

    def write(self, text: str) -> int:
        """Add text to the outputs."""
        self._outputs.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True


class _Publisher(DisplayPublisher):
    outputs: Outputs

    def publish(self, data: Any, metadata: Any = None, *args: Any, **kwargs: Any) -> None:
        self.outputs.add({"output_type": "display_data", "data": dict(data), "metadata": {}})

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Results(DisplayHook):
    outputs: Outputs

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        output = {"output_type": "execute_result", "data": dict(format_dict), "metadata": {}, "execution_count": None}
        self.outputs.add(output)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """A shell without a terminal, a history or a front end."""

    outputs: Outputs

    def __init__(self, **kwargs: Any) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        super().__init__(config=config, displayhook_class=_Results, display_pub_class=_Publisher, **kwargs)
        self.outputs = Outputs()
        cast(_Publisher, self.display_pub).outputs = cast(_Results, self.displayhook).outputs = self.outputs

    def enable_gui(self, gui: Any = None) -> None:
        """Ignore the wish for a window."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        name = getattr(etype, "__name__", str(etype))
        self.outputs.add({"output_type": "error", "ename": name, "evalue": str(evalue), "traceback": list(stb)})
