"""What is true of every way to quantize, tried on generated tensors.

The error bound: a value x gets the code q = round(x / s + z) and comes back as r = s * (q - z). With real numbers it
moves by half a step at most. In floating point the scale, the quotient, the sum and the product are rounded, each by a
part of u = 2^-24 in float32 or 2^-53 in NumPy's float64, and none of them is larger than n = quant_max - quant_min
steps. So |x - r| <= s * (1/2 + n * g) with g = k * u / (1 - k * u), where k = 6: these four, and two to evaluate the
bound in float64 (Higham, "Accuracy and Stability of Numerical Algorithms", lemma 3.1). At 8 bits it is 0.5001 steps.
"""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from test_packing import codes_and_bits
from ways import WAYS, Way

import linquant_ref as ref
from linquant_ref import speed

ROUNDINGS = 6


@pytest.fixture(autouse=True, scope="module", params=[None, 3], ids=["whole", "in blocks"])
def form(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let every property hold for both forms of a function: the formula, and the one for large tensors."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param:
            patch.setattr(speed, "BLOCK", request.param)
            patch.setattr(speed, "SMALLEST_BLOCK", 1)
        yield


every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
EXAMPLES_OF_EACH_WAY = 12
# An even number of columns, for groups of two.
SHAPES = st.tuples(st.integers(1, 4), st.sampled_from([2, 4, 6]))
ORDINARY = st.floats(-100, 100, width=32)
# With 127 among them, many of these lie halfway between two codes.
TIES = st.integers(-254, 254).map(lambda twice: twice / 2)
ANY = st.floats(-(2.0**127), 2.0**127, width=32)


@st.composite
def matrices(draw: st.DrawFn, *elements: st.SearchStrategy[float]) -> torch.Tensor:
    """Draw a matrix of float32, or of values that float16 or bfloat16 has, in that dtype."""
    values = draw(SHAPES.flatmap(lambda shape: hnp.arrays(np.float32, shape, elements=draw(st.sampled_from(elements)))))
    dtype = draw(st.sampled_from([torch.float32, torch.float16, torch.bfloat16]))
    limits = torch.finfo(dtype)
    return torch.from_numpy(values).clamp(limits.min, limits.max).to(dtype)


def exactly(actual: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def largest_error(steps: int, computes_in: torch.dtype) -> float:
    """Return what the error may be, in steps: the bound of this module's docstring divided by s."""
    rounding = ROUNDINGS * torch.finfo(computes_in).eps / 2
    return 0.5 + steps * rounding / (1 - rounding)


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_codes_lie_between_the_lowest_and_the_highest_and_one_end_is_used(way: Way, x: torch.Tensor) -> None:
    codes, scale, zero = way.quantize(x)
    assert codes.shape == x.shape
    assert not codes.is_floating_point()
    assert way.low <= zero <= way.high
    assert ((codes >= way.low) & (codes <= way.high)).all()
    codes = way.blocks(codes.int())
    floored = (way.scales(scale) == torch.finfo(way.computes_in).tiny).flatten()
    used = codes.amax(dim=1).clamp(min=zero) - codes.amin(dim=1).clamp(max=zero)
    # The zero point is rounded by half a step, so that one code may be left over at an end of the affine range.
    all_used = used >= way.high - way.low - 1 if way.again else codes.abs().amax(dim=1) == way.high
    assert (all_used | floored).all()


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_the_scale_divides_the_range_into_the_steps_there_are(way: Way, x: torch.Tensor) -> None:
    values = way.blocks(x.double())
    if way.again:
        reach, steps = values.amax(dim=1).clamp(min=0) - values.amin(dim=1).clamp(max=0), way.high - way.low
    else:
        reach, steps = values.abs().amax(dim=1), way.high
    scales = way.scales(way.quantize(x)[1]).flatten()
    limits = torch.finfo(way.computes_in)
    # Three roundings, each by eps / 2: of the range, the scale, and the product here.
    right = (scales * steps - reach).abs() <= 3 * limits.eps / 2 * reach
    assert torch.where(scales == limits.tiny, reach <= limits.tiny * steps, right).all()


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_no_value_moves_by_more_than_half_a_step(way: Way, x: torch.Tensor) -> None:
    codes, scale, zero = way.quantize(x)
    error = way.blocks(x.double() - way.restore(codes, scale, zero).double()).abs()
    assert (error <= way.scales(scale) * largest_error(way.high - way.low, way.computes_in)).all()


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY), zeros=st.data())
def test_zeros_come_back_as_zeros(way: Way, x: torch.Tensor, zeros: st.DataObject) -> None:
    where = torch.from_numpy(zeros.draw(hnp.arrays(np.bool_, tuple(x.shape))))
    x[where] = 0
    codes, scale, zero = way.quantize(x)
    assert (codes[where] == zero).all()
    assert (way.restore(codes, scale, zero)[where] == 0).all()


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_of_two_values_with_one_scale_the_larger_never_has_the_smaller_code(way: Way, x: torch.Tensor) -> None:
    codes = way.blocks(way.quantize(x)[0].int())
    order = way.blocks(x).argsort(dim=1)
    assert (codes.gather(1, order).diff(dim=1) >= 0).all()


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_restored_values_have_the_same_codes(way: Way, x: torch.Tensor) -> None:
    codes, scale, zero = way.quantize(x)
    restored = way.restore(codes, scale, zero)
    exactly(way.again(restored, scale, zero) if way.again else way.quantize(restored)[0], codes)


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES), exponent=st.integers(-60, 60))
def test_a_power_of_two_scales_the_scale_and_leaves_the_codes(way: Way, x: torch.Tensor, exponent: int) -> None:
    # No scale reaches the floor, before or after, and no product is rounded.
    x = torch.where(x.float().abs() < 2.0**-20, 1.0, x.float())
    codes, scale, zero = way.quantize(x)
    new_codes, new_scale, new_zero = way.quantize(x * 2.0**exponent)
    exactly(new_codes, codes)
    assert new_zero == zero
    exactly(torch.as_tensor(new_scale), torch.as_tensor(scale) * 2.0**exponent)


@every_way
@settings(max_examples=EXAMPLES_OF_EACH_WAY)
@given(x=matrices(ORDINARY, TIES, ANY), data=st.data())
def test_permuted_rows_have_permuted_codes_and_values(way: Way, x: torch.Tensor, data: st.DataObject) -> None:
    rows = torch.tensor(data.draw(st.permutations(range(x.shape[0]))))
    codes, scale, zero = way.quantize(x)
    new_codes, new_scale, new_zero = way.quantize(x[rows])
    exactly(new_codes, codes[rows])
    exactly(way.restore(new_codes, new_scale, new_zero), way.restore(codes, scale, zero)[rows])


@given(x=matrices(ORDINARY, TIES, ANY), data=st.data())
def test_permuted_channels_have_permuted_codes_and_scales_along_every_dim(x: torch.Tensor, data: st.DataObject) -> None:
    cube = torch.stack([x, x / 2, -x])
    for dim in range(-3, 3):
        order = torch.tensor(data.draw(st.permutations(range(cube.shape[dim]))))
        codes, scale = ref.linear_q_symmetric_per_channel(cube, dim)
        new_codes, new_scale = ref.linear_q_symmetric_per_channel(cube.index_select(dim, order), dim)
        exactly(new_codes, codes.index_select(dim, order))
        exactly(new_scale, scale.index_select(dim, order))


@pytest.mark.parametrize("dtype", [torch.int8, torch.int16], ids=str)
@given(x=matrices(ORDINARY, TIES, ANY))
def test_one_channel_or_one_group_is_the_whole_tensor(dtype: torch.dtype, x: torch.Tensor) -> None:
    codes, scale = ref.linear_q_symmetric(x, dtype)
    restored = ref.linear_dequantization(codes, scale, 0)
    flat, bits = x.reshape(1, -1), torch.iinfo(dtype).bits
    for new_codes, new_scale in (
        ref.linear_q_symmetric_per_channel(flat, 0, dtype),
        ref.linear_q_symmetric_per_group(flat, flat.shape[1], dtype),
    ):
        exactly(new_codes.reshape(x.shape), codes)
        exactly(new_scale.flatten(), torch.tensor([scale], dtype=torch.float32))
    exactly(ref.quantize_dequantize(x, bits), restored)
    exactly(ref.quantize_dequantize(flat, bits, "channel").reshape(x.shape), restored)


@given(x=matrices(ORDINARY, TIES, ANY))
def test_rows_tokens_and_groups_as_wide_as_a_row_are_channels_of_dim_0(x: torch.Tensor) -> None:
    codes, scale = ref.linear_q_symmetric_per_channel(x, 0)
    for same in (ref.quantize_per_token, ref.quantize_rows, lambda x: ref.linear_q_symmetric_per_group(x, x.shape[1])):
        new_codes, new_scale = same(x)
        exactly(new_codes, codes)
        exactly(new_scale.reshape(-1, 1), scale)
    exactly(ref.get_q_scales_with_loop(x, 0).reshape(-1, 1), scale)
    exactly(ref.quantize_dequantize(x, 8, "channel"), ref.linear_dequantization(codes, scale, 0))


@pytest.mark.parametrize("n_bits", [2, 4, 7, 16])
@given(x=matrices(ORDINARY, TIES, ANY))
def test_fake_quantization_of_groups_is_quantizing_and_dequantizing(n_bits: int, x: torch.Tensor) -> None:
    codes, scale = ref.linear_q_symmetric_per_group(x, 2, torch.int16, n_bits)
    restored = ref.linear_dequantization_per_group(codes, scale, 2)
    exactly(ref.quantize_dequantize(x, n_bits, "group", 2), restored)


@st.composite
def given_parameters(draw: st.DrawFn) -> tuple[torch.dtype, float, int]:
    """Draw a dtype of codes, a scale that float32 has, and a zero point."""
    dtype = draw(st.sampled_from([torch.int8, torch.uint8, torch.int16]))
    scale = draw(st.floats(2.0**-100, 2.0**100, width=32))
    return dtype, scale, draw(st.integers(torch.iinfo(dtype).min, torch.iinfo(dtype).max))


@given(parameters=given_parameters(), x=matrices(ORDINARY, TIES, ANY), in_steps=st.booleans())
def test_a_given_scale_saturates_beyond_its_range_and_errs_by_half_a_step_within(
    parameters: tuple[torch.dtype, float, int], x: torch.Tensor, in_steps: bool
) -> None:
    dtype, scale, zero = parameters
    low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    # Values of the size of the scale, values of any size, and the largest: x / scale can be infinite.
    x = (x.float().clamp(-40000, 40000) * scale) if in_steps else x.float()
    x = torch.cat([x.flatten(), torch.tensor([0.0, 2.0**127, -(2.0**127)])])
    codes = ref.linear_q_with_scale_and_zero_point(x, scale, zero, dtype)
    steps = x.double() / scale + zero
    assert (codes[steps >= high + 1] == high).all()
    assert (codes[steps <= low - 1] == low).all()
    assert (codes[x == 0] == zero).all()
    restored = ref.linear_dequantization(codes, scale, zero)
    error = (x.double() - restored.double()).abs()[(steps >= low) & (steps <= high)]
    assert (error <= scale * largest_error(high - low, torch.float32)).all()
    exactly(ref.linear_q_with_scale_and_zero_point(restored, scale, zero, dtype), codes)


@given(codes_and_bits())
def test_unpacking_undoes_packing_at_every_width_rank_and_length(drawn: tuple[torch.Tensor, int]) -> None:
    codes, bits = drawn
    before, n_codes = codes.clone(), codes.shape[-1]
    packed = ref.pack_weights(codes, bits)
    assert (packed.dtype, packed.shape) == (torch.uint8, (*codes.shape[:-1], ref.packed_size(n_codes, bits)))
    exactly(ref.unpack_weights(packed, bits, length=n_codes), codes)
    everything = ref.unpack_weights(packed, bits)
    exactly(everything[..., :n_codes], codes)
    assert not everything[..., n_codes:].any()
    exactly(codes, before)


@given(codes_and_bits())
def test_unpacking_undoes_packing_of_signed_codes(drawn: tuple[torch.Tensor, int]) -> None:
    unsigned, bits = drawn
    codes = (unsigned.int() - 2 ** (bits - 1)).to(torch.int8)
    packed = ref.pack_weights(ref.to_unsigned(codes, bits), bits)
    exactly(ref.unpack_signed(packed, bits, length=codes.shape[-1]), codes)
