"""Packed codes: ONNX's 2- and 4-bit tensors, ONNX Runtime reading them, NumPy's bits, and one large integer."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from libraries import run_graph, why_missing
from ours import same

import linquant_ref as lq

ONNX_TYPES = {2: ("UINT2", 25), 4: ("UINT4", 21)}


def random_codes(bits: int, count: int) -> torch.Tensor:
    return torch.from_numpy(np.random.RandomState(count).randint(0, 2**bits, count)).to(torch.uint8)


@pytest.mark.parametrize("bits", ONNX_TYPES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 7, 8, 65])
def test_bytes_are_those_of_onnx_tensors(bits: int, count: int) -> None:
    name, _ = ONNX_TYPES[bits]
    if reason := why_missing("onnx:TensorProto") or _no_type(name):
        pytest.skip(reason)
    from onnx import helper, numpy_helper

    codes = random_codes(bits, count)
    tensor = helper.make_tensor("codes", _type(name), [count], codes.tolist())
    stored = numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data
    packed = lq.pack_weights(codes, bits)
    assert bytes(packed.tolist()) == stored
    raw = helper.make_tensor("codes", _type(name), [count], bytes(packed.tolist()), raw=True)
    same(torch.from_numpy(numpy_helper.to_array(raw).astype(np.uint8)), lq.unpack_weights(packed, bits, length=count))


@pytest.mark.parametrize("bits", ONNX_TYPES)
def test_onnx_runtime_reads_packed_codes(bits: int) -> None:
    name, opset = ONNX_TYPES[bits]
    if reason := why_missing("onnxruntime") or why_missing("onnx") or _no_type(name):
        pytest.skip(reason)
    from onnx import TensorProto, helper

    codes = random_codes(bits, 61)
    raw = bytes(lq.pack_weights(codes, bits).tolist())
    stored = helper.make_tensor("codes", _type(name), [61], raw, raw=True)
    scale = helper.make_tensor("scale", TensorProto.FLOAT, [], [1.0])
    node = helper.make_node("DequantizeLinear", ["codes", "scale"], ["y"])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [61])
    graph = helper.make_graph([node], "read", [], [result], initializer=[stored, scale])
    same(torch.from_numpy(run_graph("onnxruntime", graph, {}, opset)[0]), codes.float())


def _type(name: str) -> int:
    from onnx import TensorProto

    return int(getattr(TensorProto, name))


def _no_type(name: str) -> str | None:
    from onnx import TensorProto

    return None if hasattr(TensorProto, name) else f"this onnx has no {name}"


@given(codes=st.lists(st.integers(0, 1), max_size=40))
def test_single_bits_are_those_of_numpy(codes: list[int]) -> None:
    packed = lq.pack_weights(torch.tensor(codes, dtype=torch.uint8), 1)
    assert packed.tolist() == np.packbits(np.array(codes, dtype=np.uint8), bitorder="little").tolist()
    assert lq.unpack_weights(packed, 1, length=len(codes)).tolist() == codes


@pytest.mark.parametrize("bits", range(1, 9))
@given(data=st.data())
def test_codes_of_any_width_are_the_digits_of_one_large_integer(bits: int, data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(0, 2**bits - 1), min_size=1, max_size=40))
    number = sum(code << (index * bits) for index, code in enumerate(codes))
    expected = list(number.to_bytes(-(-len(codes) * bits // 8), "little"))
    tensor = torch.tensor(codes, dtype=torch.uint8)
    packed = lq.pack_weights(tensor, bits)
    assert packed.tolist() == lq.pack_with_loop(tensor, bits).tolist() == expected
    assert lq.packed_size(len(codes), bits) == len(expected)
    assert lq.unpack_weights(packed, bits, length=len(codes)).tolist() == codes
    assert [lq.code_at(packed, index, bits) for index in range(len(codes))] == codes
    # Rows are packed one by one.
    assert lq.pack_weights(torch.stack([tensor, tensor]), bits).tolist() == [expected, expected]
    if 8 % bits == 0:
        first = codes[: 8 // bits]
        assert lq.pack_byte(first, bits) == int(expected[0])
        assert lq.unpack_byte(expected[0], bits)[: len(first)] == first


@pytest.mark.parametrize("bits", range(1, 9))
def test_signed_codes_are_moved_up_by_half_of_the_codes(bits: int) -> None:
    signed = torch.arange(-(2 ** (bits - 1)), 2 ** (bits - 1), dtype=torch.int8)
    unsigned = lq.to_unsigned(signed, bits)
    assert unsigned.tolist() == list(range(2**bits))
    same(lq.unpack_signed(lq.pack_weights(unsigned, bits), bits, length=len(signed)), signed)
