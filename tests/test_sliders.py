"""The sliders redraw the picture; where nobody can move them there is the picture alone, and nothing to wait for."""

import io
import sys
import types
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from jupyter_client.manager import start_new_kernel
from looks import T, normal
from matplotlib import pyplot as plt
from nbclient import NotebookClient

from linquant_ref.plotting import explore_quantization, sliders

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")

SOURCE = (
    "import torch\nfrom linquant_ref.plotting import explore_quantization\nexplore_quantization(torch.ones(3), 0.5)"
)


class Explorer:
    """The widgets that explore_quantization shows."""

    def __init__(self, box: Any) -> None:
        self.bits, self.scale, self.zero_point, self._picture = box.children

    @property
    def picture(self) -> np.ndarray:
        return np.asarray(plt.imread(io.BytesIO(self._picture.value)))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Explorer]:
    """Collect what is shown, as if a notebook were open."""
    explorers: list[Explorer] = []
    monkeypatch.setattr(sliders, "has_live_front_end", lambda: True)
    monkeypatch.setattr(sliders, "_display", lambda box, png: explorers.append(Explorer(box)))
    return explorers


def picture_of(*arguments: Any, **options: Any) -> np.ndarray:
    """Return the picture that is shown where there are no sliders."""
    explore_quantization(*arguments, **options)
    file = io.BytesIO()
    plt.gcf().savefig(file, format="png", dpi=100)
    return np.asarray(plt.imread(io.BytesIO(file.getvalue())))


class TestSliders:
    def test_they_begin_with_the_given_values_and_their_picture(
        self, shown: list[Explorer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        explore_quantization(T, 60.0, -2, n_bits=4)
        (explorer,) = shown
        assert (explorer.bits.value, explorer.scale.value, explorer.zero_point.value) == (4, 60.0, -2)
        assert plt.get_fignums() == []
        monkeypatch.setattr(sliders, "has_live_front_end", lambda: False)
        np.testing.assert_array_equal(explorer.picture, picture_of(T, 60.0, -2, n_bits=4))

    @pytest.mark.parametrize(
        ("slider", "value", "settings"),
        [("bits", 5, (60.0, -2, 5)), ("scale", 30.0, (30.0, -2, 4)), ("zero_point", 3, (60.0, 3, 4))],
    )
    def test_moving_one_draws_the_picture_of_its_value(
        self, shown: list[Explorer], monkeypatch: pytest.MonkeyPatch, slider: str, value: float, settings: Any
    ) -> None:
        explore_quantization(T, 60.0, -2, n_bits=4)
        getattr(shown[0], slider).value = value
        scale, zero_point, bits = settings
        monkeypatch.setattr(sliders, "has_live_front_end", lambda: False)
        np.testing.assert_array_equal(shown[0].picture, picture_of(T, scale, zero_point, n_bits=bits))

    def test_fewer_bits_take_the_zero_point_along(self, shown: list[Explorer]) -> None:
        explore_quantization(T, 3.5, -70)
        shown[0].bits.value = 4
        assert (shown[0].zero_point.min, shown[0].zero_point.value, shown[0].zero_point.max) == (-8, -8, 7)
        shown[0].bits.value = 8
        assert (shown[0].zero_point.min, shown[0].zero_point.max) == (-128, 127)

    @pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int16], ids=str)
    def test_every_position_of_every_slider_can_be_drawn(self, shown: list[Explorer], dtype: torch.dtype) -> None:
        explore_quantization(normal(40), 0.01, 5, dtype)
        (explorer,) = shown
        for slider in (explorer.bits, explorer.scale, explorer.zero_point):
            start = slider.value
            low, high = (2.0**slider.min, 2.0**slider.max) if slider is explorer.scale else (slider.min, slider.max)
            for value in (low, high, start):
                before = explorer.picture
                slider.value = value
                assert not np.array_equal(explorer.picture, before) or value == start

    @pytest.mark.parametrize("scale", [1e-44, 1.2e-38, 3e38])
    def test_the_scale_stays_a_float32(self, shown: list[Explorer], scale: float) -> None:
        explore_quantization(torch.tensor([scale]), scale)
        slider = shown[0].scale
        assert slider.value == pytest.approx(scale, rel=1e-12, abs=0)
        for value in (2.0**slider.min, 2.0**slider.max):
            slider.value = value
            assert 0 < np.float32(value) < np.inf

    def test_their_names_are_in_the_readers_language(
        self, shown: list[Explorer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LANGUAGE", "zh_CN")
        explore_quantization(T, 3.5, -70)
        assert shown[0].scale.description == "缩放因子"

    def test_without_ipywidgets_there_is_the_picture(
        self, shown: list[Explorer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        explore_quantization(T, 3.5, -70)
        assert shown == []
        assert len(plt.get_fignums()) == 1


class TestLiveFrontEnd:
    NAMED, UNNAMED = {"cellId": "c0ffee"}, {}
    ASKING, SILENT = {"allow_stdin": True}, {"allow_stdin": False}

    @pytest.mark.parametrize(
        ("metadata", "content", "live"),
        [(NAMED, ASKING, True), (UNNAMED, ASKING, False), (NAMED, SILENT, False), (UNNAMED, SILENT, False)],
        ids=["lab", "console", "unattended", "nbclient"],
    )
    def test_it_names_the_cell_and_can_be_asked(
        self, metadata: Any, content: Any, live: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kernel = types.SimpleNamespace(get_parent=lambda: {"metadata": metadata, "content": content})
        shell = types.SimpleNamespace(kernel=kernel)
        monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
        assert sliders.has_live_front_end() is live

    @pytest.mark.parametrize("shell", [None, object()], ids=["python", "grader"])
    def test_there_is_none_without_a_kernel(self, shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
        assert not sliders.has_live_front_end()
        monkeypatch.delitem(sys.modules, "IPython")
        assert not sliders.has_live_front_end()

    def test_there_is_none_in_a_kernel_that_runs_no_cell(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shell = types.SimpleNamespace(kernel=types.SimpleNamespace(get_parent=lambda: None))
        monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
        assert not sliders.has_live_front_end()


@pytest.mark.filterwarnings("default")
class TestKernel:
    def test_a_program_that_executes_the_notebook_gets_the_picture(self) -> None:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE)])
        NotebookClient(notebook, timeout=120).execute()
        (output,) = notebook.cells[0].outputs
        assert set(output.data) == {"text/plain", "image/png"}
        assert "widgets" not in notebook.metadata

    def test_an_open_notebook_gets_sliders_and_the_picture_in_their_place(self) -> None:
        manager, client = start_new_kernel(kernel_name="python3")
        try:
            content = {"code": SOURCE, "silent": False, "store_history": True, "allow_stdin": True}
            request = client.session.msg("execute_request", content, metadata={"cellId": "c0ffee"})
            client.shell_channel.send(request)
            seen = []
            while not seen or seen[-1]["content"].get("execution_state") != "idle":
                seen.append(client.get_iopub_msg(timeout=120))
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        (output,) = [message["content"] for message in seen if message["msg_type"] == "display_data"]
        assert set(output["data"]) == {"text/plain", "application/vnd.jupyter.widget-view+json", "image/png"}
        opened = [message["content"]["data"]["state"] for message in seen if message["msg_type"] == "comm_open"]
        assert {state["description"] for state in opened if "description" in state} >= {"bits", "scale", "zero point"}
        assert not any(state["_model_name"] == "OutputModel" for state in opened)
