"""Layers on codes: ONNX's MatMulInteger, torch's integer product, and sums in exact fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import torch
from exact import as_tensor, fractions, nearest
from hypothesis import given
from hypothesis import strategies as st
from libraries import onnx_run, why_missing
from ours import same

import linquant_ref as lq

SIZES = [(1, 1, 1), (2, 3, 4), (5, 64, 7), (3, 500, 2)]
BYTES = (torch.int8, torch.uint8)


def random_codes(random: np.random.RandomState, shape: tuple[int, ...], dtype: torch.dtype) -> torch.Tensor:
    limits = torch.iinfo(dtype)
    # Half of them at the ends, where products are largest.
    codes = random.randint(limits.min, limits.max + 1, shape)
    ends = random.choice([limits.min, limits.max], shape)
    return torch.from_numpy(np.where(random.randint(2, size=shape) == 0, codes, ends)).to(dtype)


@pytest.mark.parametrize("runner", ["onnxruntime", "onnx"])
@pytest.mark.parametrize(("x_dtype", "w_dtype"), list(product(BYTES, BYTES)), ids=str)
def test_integer_products_with_zero_points(runner: str, x_dtype: torch.dtype, w_dtype: torch.dtype) -> None:
    if reason := why_missing(runner):
        pytest.skip(reason)
    random = np.random.RandomState(2)
    for tokens, features, outputs in SIZES:
        for _ in range(4):
            q_x = random_codes(random, (tokens, features), x_dtype)
            q_w = random_codes(random, (outputs, features), w_dtype)
            z_x, z_w = (random_codes(random, (), dtype) for dtype in (x_dtype, w_dtype))
            inputs = {"a": q_x.numpy(), "b": q_w.t().contiguous().numpy(), "za": z_x.numpy(), "zb": z_w.numpy()}
            expected = torch.from_numpy(onnx_run(runner, "MatMulInteger", inputs)[0])
            same(lq.int_matmul_with_zero_points(q_x, z_x.item(), q_w, z_w.item()), expected)


@given(data=st.data())
def test_integer_products_of_any_codes(data: st.DataObject) -> None:
    code, features = st.integers(-128, 127), data.draw(st.integers(1, 9))
    rows = st.lists(st.lists(code, min_size=features, max_size=features), min_size=1, max_size=4)
    x, w, z_x, z_w = (data.draw(kind) for kind in (rows, rows, code, code))
    expected = [[sum((a - z_x) * (b - z_w) for a, b in zip(p, q, strict=True)) for q in w] for p in x]
    q_x, q_w = torch.tensor(x, dtype=torch.int8), torch.tensor(w, dtype=torch.int8)
    assert lq.int_matmul_with_zero_points(q_x, z_x, q_w, z_w).tolist() == expected


def test_a_layer_with_quantized_activations_scales_torchs_integer_sums() -> None:
    if reason := why_missing("torch:_int_mm"):
        pytest.skip(reason)
    random = np.random.RandomState(3)
    for tokens, features, outputs in ((17, 64, 8), (32, 24, 16)):
        x = torch.from_numpy(random.standard_normal((tokens, features))).float()
        q_w = random_codes(random, (outputs, features), torch.int8)
        s_w = torch.from_numpy(np.exp(random.standard_normal((outputs, 1)))).float()
        q_x, s_x = lq.quantize_per_token(x)
        sums = torch._int_mm(q_x, q_w.t().contiguous())
        for scale in (s_w, 0.1):
            scales = torch.as_tensor(scale, dtype=torch.float32).expand(outputs, 1)
            expected = [
                [_scaled(int(sums[i, j]), s_x[i].item(), scales[j].item()) for j in range(outputs)]
                for i in range(tokens)
            ]
            same(lq.quantized_linear_W8A8(x, q_w, scale), torch.tensor(expected))


def _scaled(total: int, *scales: float) -> float:
    """Return the product rounded to float32 after each factor."""
    value = nearest(Fraction(total), torch.float32)
    for scale in scales:
        value = nearest(Fraction(value) * Fraction(scale), torch.float32)
    return float(value)


def test_a_layer_with_real_activations_where_all_sums_are_exact() -> None:
    random = np.random.RandomState(4)
    for tokens, features, outputs in SIZES:
        x = torch.from_numpy(random.randint(-16, 17, (tokens, features))).float() / 4
        q_w = random_codes(random, (outputs, features), torch.int8)
        s_w = torch.from_numpy(np.exp2(random.randint(-6, 3, (outputs, 1)))).float()
        z_w = int(random.randint(-128, 128))
        weight = [[Fraction(s.item()) * (code - z_w) for code in row] for row, s in zip(q_w.tolist(), s_w, strict=True)]
        rows = [fractions(row) for row in x]
        sums = [sum(a * b for a, b in zip(row, line, strict=True)) for row in rows for line in weight]
        same(lq.quantized_linear_W8A32_without_bias(x, q_w, s_w, z_w), as_tensor(sums).reshape(tokens, outputs))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
def test_a_layer_rounds_its_product_to_the_inputs_dtype_then_scales_in_float32(dtype: torch.dtype) -> None:
    random = np.random.RandomState(5)
    features, outputs = 32, 6
    x = torch.from_numpy(random.randint(-3, 4, (5, features))).to(dtype)
    weight = random_codes(random, (outputs, features), torch.int8)
    scales = torch.from_numpy(np.exp(random.standard_normal(outputs))).float()
    bias = torch.from_numpy(random.standard_normal(outputs)).to(dtype)
    sums = (x.double() @ weight.double().t()).tolist()
    expected = []
    for row in sums:
        for total, scale, shift in zip(row, scales.tolist(), bias.tolist(), strict=True):
            product_ = nearest(Fraction(total), dtype)
            scaled = nearest(Fraction(product_) * Fraction(scale), torch.float32)
            expected.append(nearest(Fraction(scaled) + Fraction(shift), torch.float32))
    same(lq.w8_a16_forward(weight, x, scales, bias), as_tensor(expected, dtype).reshape(5, outputs))
