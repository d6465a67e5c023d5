"""Packing and unpacking: the facts of L5-A and L5-B, independent oracles, round trips and bad input."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from linquant_ref.pack import check_codes, pack_byte, pack_weights, pack_with_loop, packed_size, to_unsigned
from linquant_ref.unpack import code_at, storage_bytes, unpack_byte, unpack_signed, unpack_weights

FACTS = [([1, 0, 3, 2, 3, 3, 3, 3], 2, [177, 255]), ([1, 2, 15, 8], 4, [33, 143])]


def uint8(values: Any) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.uint8)


def random_codes(shape: tuple[int, ...], bits: int, seed: int) -> torch.Tensor:
    return torch.randint(0, 2**bits, shape, generator=torch.Generator().manual_seed(seed)).to(torch.uint8)


@pytest.mark.parametrize(("codes", "bits", "packed"), FACTS, ids=["2 bits", "4 bits"])
def test_the_published_codes_and_bytes_belong_to_each_other(codes: list[int], bits: int, packed: list[int]) -> None:
    assert pack_weights(uint8(codes), bits).tolist() == packed
    assert pack_with_loop(uint8(codes), bits).tolist() == packed
    assert unpack_weights(uint8(packed), bits).tolist() == codes
    assert [code_at(uint8(packed), index, bits) for index in range(len(codes))] == codes
    per_byte = 8 // bits
    assert [pack_byte(codes[start : start + per_byte], bits) for start in range(0, len(codes), per_byte)] == packed
    assert [code for byte in packed for code in unpack_byte(byte, bits)] == codes


def test_without_a_check_a_2_bit_code_of_5_reads_as_two_ones() -> None:
    assert unpack_byte(pack_byte([5, 0, 0, 0], 2), 2) == [1, 1, 0, 0]


@pytest.mark.parametrize("group_size", [32, 128])
def test_4_bit_codes_cost_4_bits_and_a_share_of_a_float16_scale(group_size: int) -> None:
    bits_per_weight = 8 * storage_bytes((4096, 4096), 4, group_size) / 4096**2
    assert bits_per_weight == {32: 4.5, 128: 4.125}[group_size]


@st.composite
def codes_and_bits(draw: st.DrawFn) -> tuple[torch.Tensor, int]:
    """Draw codes of any rank from 1 to 3, sizes from 0, and their width."""
    bits = draw(st.integers(1, 8))
    shape = (*draw(st.lists(st.integers(0, 3), max_size=2)), draw(st.integers(0, 20)))
    return random_codes(shape, bits, draw(st.integers(0, 2**31))), bits


@given(codes_and_bits())
def test_the_bytes_are_those_of_numpy_packbits(drawn: tuple[torch.Tensor, int]) -> None:
    codes, bits = drawn
    single_bits = np.unpackbits(codes.numpy()[..., None], axis=-1, bitorder="little")[..., :bits]
    rows = single_bits.reshape(*codes.shape[:-1], codes.shape[-1] * bits)
    expected = np.packbits(rows, axis=-1, bitorder="little")
    np.testing.assert_array_equal(pack_weights(codes, bits).numpy(), expected)


@given(codes_and_bits())
def test_the_loop_and_the_single_code_agree_with_a_large_integer(drawn: tuple[torch.Tensor, int]) -> None:
    codes, bits = drawn[0].flatten(), drawn[1]
    stream = sum(code << (bits * index) for index, code in enumerate(codes.tolist()))
    packed = pack_with_loop(codes, bits)
    assert packed.tolist() == list(stream.to_bytes(packed_size(len(codes), bits), "little"))
    assert [code_at(packed, index, bits) for index in range(len(codes))] == codes.tolist()


@pytest.mark.parametrize("bits", range(1, 9))
def test_every_signed_code_comes_back_as_int8(bits: int) -> None:
    codes = torch.arange(-(2 ** (bits - 1)), 2 ** (bits - 1)).to(torch.int8)
    unsigned = to_unsigned(codes, bits)
    assert unsigned.tolist() == list(range(2**bits))
    back = unpack_signed(pack_weights(unsigned, bits), bits, length=len(codes))
    torch.testing.assert_close(back, codes, rtol=0, atol=0)


@pytest.mark.parametrize("bits", range(1, 8))
def test_a_signed_code_out_of_range_is_found_after_the_shift(bits: int) -> None:
    half = 2 ** (bits - 1)
    for code in {-128, -half - 1, half, 127} - set(range(-half, half)):
        with pytest.raises(ValueError, match="is not in 0 to"):
            pack_weights(to_unsigned(torch.tensor([code], dtype=torch.int8), bits), bits)


@pytest.mark.parametrize("pack", [pack_weights, pack_with_loop, check_codes])
def test_the_first_code_that_does_not_fit_is_named(pack: Callable[[torch.Tensor, int], Any]) -> None:
    with pytest.raises(ValueError, match=r"code 5 at \[1\] is not in 0 to 3, for 2 bits"):
        pack(uint8([0, 5, 77]), 2)


def test_non_contiguous_codes_and_bytes_are_read_in_their_own_order() -> None:
    codes = random_codes((9, 4), 3, 0)
    packed = pack_weights(codes.T, 3)
    torch.testing.assert_close(packed, pack_weights(codes.T.contiguous(), 3))
    strided = torch.stack([packed, packed], dim=-1)[..., 0]
    assert not strided.is_contiguous()
    torch.testing.assert_close(unpack_weights(strided, 3, length=9), codes.T)


@pytest.mark.skipif(not hasattr(torch, "quint4x2"), reason="quantized tensors are deprecated, this torch has none")
@pytest.mark.filterwarnings("ignore:.*deprecated")
def test_a_quint4x2_tensor_of_torch_holds_the_same_bytes() -> None:
    values = torch.tensor([[1.0, 2.0, 15.0, 8.0]])
    packed = torch.quantize_per_channel(values, torch.ones(1), torch.zeros(1), 0, torch.quint4x2)
    assert list(packed.untyped_storage()) == pack_weights(values.to(torch.uint8), 4).flatten().tolist()


BAD_CALLS: list[tuple[Callable[..., Any], tuple[Any, ...], type[Exception], str]] = [
    (packed_size, (-1, 2), ValueError, "n_codes .*-1"),
    (packed_size, (4.0, 2), TypeError, "n_codes .*4.0"),
    (pack_byte, ([0, 0, 0], 4), ValueError, "codes .*3"),
    (pack_byte, ([0], 3), ValueError, "bits .*3"),
    (pack_byte, (uint8([1]), 4), TypeError, "codes .*tensor"),
    (pack_byte, ([256], 4), ValueError, "codes .*256"),
    (check_codes, (uint8(3), 2), ValueError, "rank 0"),
    (pack_weights, (torch.tensor([1]), 2), TypeError, "uint8tensor .*int64"),
    (pack_weights, (torch.tensor([1.0]), 2), TypeError, "uint8tensor .*float32"),
    (pack_weights, ([1, 2], 2), TypeError, "uint8tensor .*list"),
    (pack_with_loop, (uint8([[1]]), 2), ValueError, r"uint8tensor .*\(1, 1\)"),
    (to_unsigned, (uint8([1]), 4), TypeError, "codes .*uint8"),
    (unpack_byte, (256, 2), ValueError, "byte .*256"),
    (unpack_byte, (1, 5), ValueError, "bits .*5"),
    (code_at, (uint8([1, 2]), 5, 3), ValueError, r"index .*\[0, 4\].*5"),
    (code_at, (uint8([1]), -1, 3), ValueError, "index .*-1"),
    (unpack_weights, (uint8([1]), 2, 5), ValueError, "length 5 needs 2 bytes"),
    (unpack_weights, (uint8([1, 2]), 2, 4), ValueError, "length 4 needs 1 bytes"),
    (unpack_weights, (uint8([1]), 2, -1), ValueError, "length .*-1"),
    (unpack_weights, (uint8([1]), 2, 3.0), TypeError, "length .*3.0"),
    (unpack_signed, (torch.tensor([1], dtype=torch.int8), 4), TypeError, "uint8tensor .*int8"),
    (storage_bytes, ((), 4, 1), TypeError, "shape"),
    (storage_bytes, ((3, 0), 4, 1), ValueError, "shape .*0"),
    (storage_bytes, ((3, 10), 4, 4), ValueError, "group_size .*10.*4"),
]


@pytest.mark.parametrize(("function", "arguments", "error", "message"), BAD_CALLS)
def test_a_bad_argument_is_refused_by_name(
    function: Callable[..., Any], arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(*arguments)


@pytest.mark.parametrize("bits", [0, 9, 2.0, True])
@pytest.mark.parametrize("function", [check_codes, pack_weights, pack_with_loop, unpack_weights, unpack_signed])
def test_a_width_outside_1_to_8_is_refused(function: Callable[..., Any], bits: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="bits"):
        function(uint8([1]), bits)
