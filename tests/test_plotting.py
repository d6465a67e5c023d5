"""What holds for every picture: kinds of input, errors, and no display."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch
from looks import (
    DTYPES,
    VECTOR,
    T,
    normal,
    texts_of,
)
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from linquant_ref.plotting import (
    explore_quantization,
    plot_channel_scales,
    plot_number_line,
    plot_quantization_errors,
    plot_range_use,
    plot_staircase,
    plot_weight_distribution,
)

pytestmark = pytest.mark.usefixtures("no_figure_is_left_open", "warnings_are_errors")


def channel_scales(tensor: Any, dtype: torch.dtype = torch.int8) -> Figure:
    channels = tensor if tensor.ndim else tensor[None]
    return plot_channel_scales(channels, torch.full(channels.shape[:1], 0.05), 0, dtype).figure


def explored(tensor: Any, dtype: torch.dtype = torch.int8) -> Figure:
    explore_quantization(tensor, 0.05, 3, dtype)
    return plt.gcf()


PLOTS: dict[str, Callable[..., Any]] = {
    "number_line": lambda tensor, dtype=torch.int8: plot_number_line(tensor, 0.05, 3, dtype).figure,
    "staircase": lambda tensor, dtype=torch.int8: plot_staircase(tensor, 0.05, 3, dtype)[0],
    "range_use": lambda tensor, dtype=torch.int8: plot_range_use(tensor, dtype)[0],
    "errors": lambda tensor, dtype=torch.int8: plot_quantization_errors(
        tensor, np.zeros(tuple(tensor.shape), dtype=np.int32), tensor, dtype
    )[0],
    "weight_distribution": lambda tensor, dtype=torch.int8: plot_weight_distribution(tensor, 0.05, 3, dtype).figure,
    "channel_scales": channel_scales,
    "explored": explored,
}
SYMMETRIC = ("range_use", "channel_scales")


@pytest.fixture(params=PLOTS)
def plot(request: pytest.FixtureRequest) -> Callable[..., Figure]:
    return PLOTS[request.param]


class TestEveryPlot:
    @pytest.mark.parametrize(
        "values",
        [
            normal(3, 4).requires_grad_(),
            torch.nn.Parameter(normal(5)),
            normal(3, 4).bfloat16(),
            normal(3, 4).half(),
            normal(3, 4).double(),
            normal(8, 6).t()[::2, 1::3],
            torch.tensor(2.0),
            normal(2, 3, 2),
            torch.zeros(3, 3),
            torch.tensor([3e38, -1e38, 1e-38]),
            normal(3, 4).numpy(),
            normal(3, 4).numpy().astype(np.float64)[::-1, ::2],
            np.arange(6).reshape(2, 3),
            np.broadcast_to(np.float16(2), (3, 3)),
        ],
        ids=[
            "requires_grad",
            "parameter",
            "bfloat16",
            "float16",
            "float64",
            "not-contiguous",
            "rank-0",
            "rank-3",
            "zeros",
            "extremes",
            "array",
            "array-view",
            "array-of-integers",
            "read-only-array",
        ],
    )
    def test_unusual_good_input_can_be_drawn(self, plot: Callable[..., Figure], values: Any) -> None:
        before = values.detach().clone() if isinstance(values, torch.Tensor) else values.copy()
        plot(values).draw_without_rendering()
        assert bool((values == before).all())

    @pytest.mark.parametrize("dtype", DTYPES, ids=str)
    def test_every_dtype_can_be_drawn(self, plot: Callable[..., Figure], dtype: torch.dtype) -> None:
        if plot in [PLOTS[name] for name in SYMMETRIC] and dtype == torch.uint8:
            pytest.skip("the symmetric mode has no unsigned codes")
        plot(VECTOR, dtype).draw_without_rendering()

    @pytest.mark.parametrize(
        ("values", "error", "message"),
        [
            (torch.zeros(0, 3), ValueError, r"shape \(0, 3\)"),
            (np.zeros((0, 3)), ValueError, r"shape \(0, 3\)"),
            (torch.tensor([1.0, float("nan")]), ValueError, "nan"),
            (np.array([1.0, np.inf]), ValueError, "inf"),
            (np.array([1e300]), ValueError, "in float32, its extremes"),
            (torch.tensor([1, 2]), TypeError, r"torch\.int64"),
            (torch.tensor([1j]), TypeError, "complex64"),
            (np.array(["a"]), TypeError, "array of dtype <U1"),
            (np.array([True]), TypeError, "bool"),
        ],
        ids=["empty", "empty-array", "nan", "inf", "float64", "integers", "complex", "text", "bool"],
    )
    def test_bad_values_are_refused_by_name_and_open_no_figure(
        self, plot: Callable[..., Figure], values: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=f"tensor must .*{message}"):
            plot(values)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize("function", [plot_number_line, plot_staircase, plot_range_use])
    def test_a_list_is_refused(self, function: Callable[..., Any]) -> None:
        arguments = ([1.0, 2.0],) if function is plot_range_use else ([1.0, 2.0], 1.0)
        with pytest.raises(TypeError, match=r"tensor must.*\[1\.0, 2\.0\] \(list\)"):
            function(*arguments)

    @pytest.mark.parametrize("dtype", [torch.int32, torch.float32, torch.bool], ids=str)
    def test_other_dtypes_are_refused(self, plot: Callable[..., Figure], dtype: torch.dtype) -> None:
        with pytest.raises(ValueError, match=f"dtype must be one of.*got {dtype}"):
            plot(VECTOR, dtype)

    def test_a_dtype_given_as_text_is_refused(self, plot: Callable[..., Figure]) -> None:
        with pytest.raises(TypeError, match=r"dtype must be a torch\.dtype, got 'int8'"):
            plot(VECTOR, "int8")

    @pytest.mark.parametrize(
        "function", [plot_number_line, plot_staircase, plot_weight_distribution, explore_quantization]
    )
    @pytest.mark.parametrize(
        ("scale", "zero_point", "error", "message"),
        [
            (0.0, 0, ValueError, "scale must be positive.*0.0"),
            (-1.0, 0, ValueError, "scale must be positive.*-1.0"),
            (float("nan"), 0, ValueError, "scale must be finite, got nan"),
            (1e-50, 0, ValueError, "scale must be positive.*1e-50"),
            (1e50, 0, ValueError, "scale must be positive and finite.*1e[+]50"),
            (torch.ones(3, 1), 0, ValueError, r"scale must be one number.*shape \(3, 1\)"),
            ("1", 0, TypeError, "scale must be a number, got '1'"),
            (True, 0, TypeError, "scale must be a number, got True"),
            (1.0, 128, ValueError, r"zero_point.*\[-128, 127\].*128"),
            (1.0, -70.5, ValueError, "zero_point.*whole number.*-70.5"),
            (1.0, None, TypeError, "zero_point must be a number, got None"),
        ],
        ids=str,
    )
    def test_bad_scales_and_zero_points_are_refused_by_name(
        self, function: Callable[..., Any], scale: Any, zero_point: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            function(T, scale, zero_point)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize(
        "function", [plot_number_line, plot_staircase, plot_weight_distribution, explore_quantization]
    )
    @pytest.mark.parametrize(
        ("n_bits", "error", "message"),
        [
            (0, ValueError, r"n_bits must lie in \[1, 8\], got 0"),
            (9, ValueError, r"n_bits must lie in \[1, 8\], got 9"),
            (4.0, TypeError, r"n_bits must be an integer, got 4\.0"),
            (3, ValueError, r"zero_point must be a whole number in \[-4, 3\] for 3 bits of torch.int8, got 5"),
        ],
        ids=str,
    )
    def test_bad_numbers_of_bits_are_refused_by_name(
        self, function: Callable[..., Any], n_bits: Any, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            function(T, 3.5, 5, n_bits=n_bits)
        assert plt.get_fignums() == []

    @pytest.mark.parametrize("n_bits", [None, 16])
    def test_all_bits_are_used_unless_fewer_are_named(self, n_bits: int | None) -> None:
        assert plot_number_line(T, 0.05, 0, torch.int16, n_bits=n_bits).get_title().startswith("int16, scale")
        assert plot_number_line(T, 0.05, 0, torch.int16, n_bits=8).get_title().startswith("8 bits (int16), scale")

    @pytest.mark.parametrize(
        ("scale", "zero_point"),
        [(torch.tensor(3.5), torch.tensor(-70)), (np.float32(3.5), np.int8(-70)), (torch.tensor([[3.5]]), -70.0)],
        ids=["rank-0-tensors", "numpy-scalars", "one-element-and-float"],
    )
    def test_scale_and_zero_point_may_be_numbers_of_any_kind(self, scale: Any, zero_point: Any) -> None:
        assert plot_number_line(T, scale, zero_point).get_title() == "int8, scale 3.5, zero point -70"
        assert plot_staircase(T, scale, zero_point)[1][0].get_title() == "int8, scale 3.5, zero point -70"

    def test_nothing_is_shown_and_no_setting_is_changed(
        self, plot: Callable[..., Figure], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def show(*args: Any, **kwargs: Any) -> None:
            raise AssertionError("a plotting function called show()")

        monkeypatch.setattr(plt, "show", show)
        monkeypatch.setattr(Figure, "show", show)
        settings = dict(mpl.rcParams)
        figure = plot(VECTOR)
        assert dict(mpl.rcParams) == settings
        assert plt.get_fignums() == [figure.number]

    def test_numpy_input_gives_the_same_picture_as_tensor_input(self, plot: Callable[..., Figure]) -> None:
        def content(figure: Figure) -> list[Any]:
            return [(ax.get_title().replace("float64", "float32"), ax.get_xlim(), texts_of(ax)) for ax in figure.axes]

        assert content(plot(VECTOR.double().numpy())) == content(plot(VECTOR.double()))


def run_python(code: str, **environment: str) -> str:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND")
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_does_not_import_matplotlib() -> None:
    loaded = run_python("import sys, linquant_ref, linquant_ref.checking; print('matplotlib' in sys.modules)")
    assert loaded == "False"


def test_the_plots_work_without_a_display_or_a_chosen_backend() -> None:
    code = (
        "import sys, torch; from linquant_ref.plotting import plot_staircase; "
        "fig, _ = plot_staircase(torch.ones(3), 0.5); fig.savefig(sys.stdout.buffer, format='svg')"
    )
    assert "</svg>" in run_python(code)


def test_importing_the_plots_does_not_import_widgets() -> None:
    loaded = run_python("import sys, linquant_ref.plotting; print({'ipywidgets', 'IPython'} & set(sys.modules))")
    assert loaded == "set()"


def test_the_public_names_are_the_pictures() -> None:
    from linquant_ref import plotting

    assert plotting.__all__ == [
        "explore_quantization",
        "plot_channel_scales",
        "plot_error_by_bits",
        "plot_granularities",
        "plot_number_line",
        "plot_quantization_errors",
        "plot_range_use",
        "plot_staircase",
        "plot_weight_distribution",
    ]
