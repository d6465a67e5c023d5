"""Large tensors are computed in blocks or by kernels: the same bits, the same errors, and little memory."""

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

import linquant_ref
from linquant_ref import speed
from linquant_ref._validate import real_tensor, validated
from linquant_ref.tracking import TensorMemory

SHAPES = [(701, 41), (1, 30001), (30001,), (3, 10003), (30, 13, 65)]
DTYPES = [torch.float32, torch.bfloat16, torch.float16, torch.float64]


def calls(tensor: torch.Tensor) -> dict[str, Callable[[], Any]]:
    """Return a call of each function that has another form, for any tensor."""
    quantize, dequantize = linquant_ref.linear_q_with_scale_and_zero_point, linquant_ref.linear_dequantization
    codes = (tensor * 50).clamp(-128, 127).to(torch.int8)
    row = torch.linspace(0.01, 0.1, tensor.shape[-1])
    group = next(size for size in (67, 65, 7, 1) if tensor.shape[-1] % size == 0)
    found: dict[str, Callable[[], Any]] = {
        "value_range": lambda: linquant_ref.value_range(tensor),
        "scale": lambda: linquant_ref.get_q_scale_symmetric(tensor),
        "symmetric": lambda: linquant_ref.linear_q_symmetric(tensor, torch.int16),
        "asymmetric": lambda: linquant_ref.linear_quantization(tensor, dtype=torch.uint8),
        "vector of scales": lambda: quantize(tensor, row, torch.arange(tensor.shape[-1]) % 9),
        "float64 scales": lambda: quantize(tensor, row.double(), 3),
        "scale that is trained": lambda: quantize(tensor, torch.nn.Parameter(row), 3),
        "dequantize": lambda: dequantize(codes, 0.25, -7),
        "dequantize a vector of scales": lambda: dequantize(codes, row, torch.arange(tensor.shape[-1]) % 9),
        "dequantize float64 scales": lambda: dequantize(codes, row.double(), 3),
        "groups": lambda: linquant_ref.linear_q_symmetric_per_group(tensor, group, n_bits=4),
        "dequantize groups": lambda: linquant_ref.linear_dequantization_per_group(
            codes, torch.full((*tensor.shape[:-1], tensor.shape[-1] // group), 0.3).cumsum(-1), group
        ),
    }
    for dim in range(-1, tensor.dim() - 1):
        found[f"scales {dim}"] = lambda dim=dim: linquant_ref.get_q_scales(tensor, dim)
        found[f"channels {dim}"] = lambda dim=dim: linquant_ref.linear_q_symmetric_per_channel(tensor, dim)
    return found


def bits(result: Any) -> Any:
    if isinstance(result, tuple):
        return [bits(part) for part in result]
    if not isinstance(result, torch.Tensor):
        return result
    steps = [step for step, size in zip(result.stride(), result.shape, strict=True) if size > 1]
    return result.dtype, result.shape, steps, result.detach().numpy().tobytes()


def layouts(tensor: torch.Tensor) -> dict[str, torch.Tensor]:
    return {
        "contiguous": tensor,
        "transposed": tensor.transpose(0, -1),
        "parameter": torch.nn.Parameter(tensor.clone()),
    }


@pytest.fixture
def threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let torch use as many threads as a test's parameter says, or two."""
    before = torch.get_num_threads()
    torch.set_num_threads(getattr(request, "param", 2))
    yield
    torch.set_num_threads(before)


@pytest.fixture
def two_threads(threads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each of two threads compute a few elements."""
    monkeypatch.setattr(speed, "SMALLEST_SHARE", 2**10)


@pytest.mark.filterwarnings("error")
@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("threads", [1, 3], indirect=True)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_blocks_give_the_bits_of_the_formula(
    shape: tuple[int, ...], dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(1)
    tensor = torch.randn(shape).to(dtype)
    tensor[0] = 0
    for layout, laid_out in layouts(tensor).items():
        with monkeypatch.context() as patch:
            patch.setattr(speed, "BLOCK", tensor.numel())
            expected = {name: call() for name, call in calls(laid_out).items()}
        with monkeypatch.context() as patch:
            patch.setattr(speed, "BLOCK", 2**12)
            patch.setattr(speed, "SMALLEST_BLOCK", 2**10)
            patch.setattr(speed, "SMALLEST_SHARE", 2**12)
            for name, call in calls(laid_out).items():
                # Groups and channels of a transposed tensor may be laid out anew.
                result = call()
                assert bits(result) == bits(expected[name]) or layout == "transposed", name
                for ours, theirs in zip(as_tuple(result), as_tuple(expected[name]), strict=True):
                    torch.testing.assert_close(ours, theirs, rtol=0, atol=0, msg=lambda text, n=name: f"{n}: {text}")


@pytest.mark.parametrize("n_bits", range(1, 9))
@pytest.mark.parametrize("shape", [(4097,), (600, 7), (600, 8), (5, 30, 33), (1, 9001), (2000, 3)], ids=str)
def test_words_give_the_bytes_of_the_formula(
    shape: tuple[int, ...], n_bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = torch.randint(0, 2**n_bits, shape, generator=torch.Generator().manual_seed(1)).to(torch.uint8)
    for codes in (drawn, drawn.transpose(0, -1), drawn.repeat_interleave(2, -1)[..., 1::2]):
        packed = linquant_ref.pack_weights(codes, n_bits)
        padded = linquant_ref.unpack_weights(packed, n_bits)
        with monkeypatch.context() as patch:
            patch.setattr(speed, "BLOCK", 2**10)
            patch.setattr(speed, "SMALLEST_BLOCK", 2**8)
            assert bits(linquant_ref.pack_weights(codes, n_bits)) == bits(packed)
            assert bits(linquant_ref.unpack_weights(packed, n_bits)) == bits(padded)
            assert torch.equal(linquant_ref.unpack_weights(packed, n_bits, codes.shape[-1]), codes)


def test_what_does_not_fit_is_refused_with_the_words_of_the_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = torch.zeros(600, 700, dtype=torch.uint8)
    codes[599, 3], codes[599, 5] = 4, 255
    for call in (
        lambda: linquant_ref.pack_weights(codes, 2),
        lambda: linquant_ref.unpack_weights(codes, 3, 1867),
        lambda: linquant_ref.unpack_weights(codes, 3, 1864),
    ):
        with pytest.raises(ValueError, match=r"code 4 at \[599, 3\]|length 186.* needs") as ours:
            call()
        with monkeypatch.context() as patch:
            patch.setattr(speed, "BLOCK", codes.numel())
            with pytest.raises(ValueError, match=r"code|length") as theirs:
                call()
        assert str(ours.value) == str(theirs.value)


def as_tuple(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf"), 1e39])
@pytest.mark.parametrize(
    "name", ["scale", "symmetric", "asymmetric", "scales 0", "channels -1", "channels 0", "groups"]
)
def test_a_value_that_is_not_finite_is_refused_with_the_same_words(
    name: str, bad: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensor = torch.ones(600, 700, dtype=torch.float64)
    tensor[-1, -1] = bad
    with pytest.raises(ValueError, match="must be finite in float32") as ours:
        calls(tensor)[name]()
    monkeypatch.setattr(speed, "BLOCK", tensor.numel())
    with pytest.raises(ValueError, match="must be finite in float32") as theirs:
        calls(tensor)[name]()
    assert str(ours.value) == str(theirs.value)


@pytest.mark.parametrize("name", ["scales 0", "channels 0", "groups"])
@pytest.mark.parametrize("kind", ["sparse", "float8"])
def test_a_large_tensor_of_another_kind_is_refused(name: str, kind: str) -> None:
    tensor = torch.ones(600, 700)
    wrong = tensor.to_sparse() if kind == "sparse" else tensor.to(torch.float8_e5m2)
    call = {
        "scales 0": lambda: linquant_ref.get_q_scales(wrong, 0),
        "channels 0": lambda: linquant_ref.linear_q_symmetric_per_channel(wrong, 0),
        "groups": lambda: linquant_ref.linear_q_symmetric_per_group(wrong, 100),
    }[name]
    with pytest.raises((TypeError, ValueError), match=r"must be dense|16 bits or more"):
        call()


def test_keywords_in_any_order_are_checked_and_computed_in_the_same_way() -> None:
    tensor = torch.randn(600, 700, generator=torch.Generator().manual_seed(3))
    rows = linquant_ref.linear_q_symmetric_per_channel(dim=0, r_tensor=tensor)
    assert bits(rows) == bits(linquant_ref.linear_q_symmetric_per_channel(tensor, 0))
    tensor[-1, -1] = float("nan")
    for call in (
        lambda: linquant_ref.linear_q_symmetric_per_channel(dim=0, r_tensor=tensor),
        lambda: linquant_ref.get_q_scales(dim=1, r_tensor=tensor),
        lambda: linquant_ref.linear_q_symmetric_per_group(group_size=10, tensor=tensor),
    ):
        with pytest.raises(ValueError, match="tensor must be finite in float32"):
            call()


@validated(tensor=real_tensor)
def spoils_its_input(tensor: torch.Tensor) -> float:
    tensor[0] = float("nan")
    return linquant_ref.get_q_scale_symmetric(tensor)


def test_a_tensor_is_read_again_only_if_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="finite"):
        spoils_its_input(torch.ones(3))
    reads = []
    aminmax = torch.aminmax
    monkeypatch.setattr(torch, "aminmax", lambda tensor: reads.append(tensor.shape) or aminmax(tensor))
    for _ in range(2):
        linquant_ref.linear_quantization(torch.ones(3))
    assert reads == [(3,), (3,)]


def test_gradients_reach_the_scale() -> None:
    codes = torch.full((600, 700), 2, dtype=torch.int8)
    scale = torch.ones(600, 1, requires_grad=True)
    linquant_ref.linear_dequantization(codes, scale, 0).sum().backward()
    assert scale.grad is not None
    assert torch.equal(scale.grad, torch.full((600, 1), 1400.0))
    scale = torch.ones(600, 7, requires_grad=True)
    linquant_ref.linear_dequantization_per_group(codes, scale, 100).sum().backward()
    assert scale.grad is not None
    assert torch.equal(scale.grad, torch.full((600, 7), 200.0))


MEMORY: dict[str, Callable[[torch.Tensor], Any]] = {
    "symmetric": lambda tensor: linquant_ref.linear_q_symmetric(tensor),
    "asymmetric": lambda tensor: linquant_ref.linear_quantization(tensor),
    "rows": lambda tensor: linquant_ref.linear_q_symmetric_per_channel(tensor, 0),
    "columns": lambda tensor: linquant_ref.linear_q_symmetric_per_channel(tensor, 1),
    "groups": lambda tensor: linquant_ref.linear_q_symmetric_per_group(tensor, 128),
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("name", MEMORY)
def test_memory_is_at_most_a_quarter_more_than_the_result(name: str, dtype: torch.dtype) -> None:
    tensor = torch.ones(2048, 2048, dtype=dtype)
    with TensorMemory() as memory:
        results = MEMORY[name](tensor)
    made = sum(part.nbytes for part in results if isinstance(part, torch.Tensor))
    # Views of the input let the tracker count it.
    assert made <= memory.peak - tensor.nbytes <= 1.25 * made


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("threads", [1, 2, 16], indirect=True)
def test_threads_share_that_memory() -> None:
    tensor, sizes = torch.empty(4096, 4096, dtype=torch.int8), []
    speed.in_blocks(lambda part: sizes.append(part.numel()), tensor)
    assert sum(sizes) == tensor.numel()
    # For a bfloat16 value its magnitude and the quotient, beside a code of one byte.
    assert 6 * max(sizes) * speed._threads_for(tensor) <= tensor.numel() / 4


@pytest.mark.parametrize("n_bits", range(1, 9))
def test_so_it_is_where_codes_are_packed(n_bits: int) -> None:
    codes = torch.ones(4096, 4096, dtype=torch.uint8)
    with TensorMemory() as packing:
        packed = linquant_ref.pack_weights(codes, n_bits)
    assert packed.nbytes <= packing.peak - codes.nbytes <= 1.25 * packed.nbytes
    with TensorMemory() as unpacking:
        unpacked = linquant_ref.unpack_weights(packed, n_bits)
    assert unpacked.nbytes <= unpacking.peak - packed.nbytes <= 1.25 * unpacked.nbytes


def test_dequantizing_needs_no_memory_but_its_result() -> None:
    codes = torch.ones(2048, 2048, dtype=torch.int8)
    with TensorMemory() as memory:
        values = linquant_ref.linear_dequantization(codes, torch.ones(2048, 1), 3)
    assert values.nbytes <= memory.peak - codes.nbytes <= 1.01 * values.nbytes


@pytest.mark.skipif(shutil.which("c++") is None, reason="torch.compile needs a C++ compiler")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_kernels_give_the_bits_of_the_formula(dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(2)
    tensor = torch.randn(701, 402).to(dtype)
    names = ["symmetric", "asymmetric", "dequantize", "channels 0", "channels -1", "scales 0"]
    with speed.compiled():
        results = {name: call() for name, call in calls(tensor).items() if name in names}
        with pytest.raises(ValueError, match="finite"):
            linquant_ref.linear_q_symmetric_per_channel(torch.full_like(tensor, float("nan")), 0)
    monkeypatch.setattr(speed, "BLOCK", tensor.numel())
    assert len(results) == len(names)
    for name, result in results.items():
        assert bits(result) == bits(calls(tensor)[name]()), name


def test_large_pages_are_asked_for_within_the_result_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(speed, "_madvise", lambda start, length, advice: asked.append((start, start + length)))
    result = torch.zeros(3 * speed.LARGE_PAGE, dtype=torch.uint8)[1:]
    assert speed.on_large_pages(result) is result
    speed.on_large_pages(result[:100])
    speed.on_large_pages(result.to("meta"))
    [(start, end)] = asked
    assert result.data_ptr() <= start < end <= result.data_ptr() + result.nbytes
    assert start % speed.LARGE_PAGE == end % speed.LARGE_PAGE == 0


@pytest.mark.parametrize("_madvise", [None, lambda start, length, advice: -1], ids=["none", "refused"])
def test_the_result_is_the_same_where_there_are_none(_madvise: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = torch.ones(1024, 1024, dtype=torch.int8)
    expected = linquant_ref.linear_dequantization(codes, 0.5, 0)
    monkeypatch.setattr(speed, "_madvise", _madvise)
    assert torch.equal(linquant_ref.linear_dequantization(codes, 0.5, 0), expected)


@pytest.mark.usefixtures("two_threads")
def test_both_threads_compute_and_their_number_is_the_same_afterwards() -> None:
    tensor, threads = torch.zeros(600, 700), set()
    both = threading.Barrier(2, timeout=60)

    def fill(part: torch.Tensor) -> None:
        if threading.get_ident() not in threads:
            threads.add(threading.get_ident())
            both.wait()
        assert torch.get_num_threads() == 1
        part += 1

    speed.in_blocks(fill, tensor)
    assert len(threads) == 2
    assert torch.equal(tensor, torch.ones(600, 700))
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_an_error_in_one_thread_is_raised() -> None:
    caller = threading.get_ident()
    waiting = threading.Event()

    def fail_in_the_other(part: torch.Tensor) -> None:
        if threading.get_ident() == caller:
            assert waiting.wait(60)
        else:
            waiting.set()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        speed.in_blocks(fail_in_the_other, torch.zeros(600, 700))
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_threads_compute_in_inference_mode() -> None:
    tensor = torch.randn(600, 700, generator=torch.Generator().manual_seed(4))
    expected = linquant_ref.linear_q_symmetric_per_channel(tensor, 1)
    with torch.inference_mode():
        result = linquant_ref.linear_q_symmetric_per_channel(tensor, 1)
    assert result[0].is_inference()
    assert bits(result) == bits(expected)
