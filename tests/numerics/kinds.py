"""Kinds of tensors: Parameters, gradients, layouts, the meta device, rank 0."""

import warnings

import numpy as np
import pytest
import torch
from numerics.rows import (
    CODES,
    FIND,
    GIVEN,
    LAYERS,
    NUMPY,
    PER_CHANNEL,
    PER_TENSOR,
    PER_TOKEN,
    REAL,
    X,
    refused,
    row,
    same,
)

import linquant_ref as ref


@row(
    "the wrong kind: an array for a tensor, a tensor for an array, a list, complex values",
    "*real*, *NumPy*",
    "`TypeError` that names what came",
    "A silent copy would hide a mistake, and lose the dtype.",
)
def arrays_and_tensors_are_not_mixed() -> None:
    for value in (X.numpy(), X.tolist(), X + 1j):
        refused(REAL, value, TypeError, "must be a floating-point torch.Tensor, got")
    refused(NUMPY, X, TypeError, r"must be a numpy\.ndarray of real numbers, got a tensor")
    with pytest.raises(TypeError, match="two tensors or two arrays"):
        ref.quantization_error(X, X.numpy())


@row(
    "requires_grad",
    "functions that return codes, scales or numbers",
    "the same result, without a gradient and without a warning",
    "Rounding has the derivative 0, and a scale is a constant of the quantized tensor.",
)
def codes_and_scales_have_no_gradient() -> None:
    for name, call in (FIND | PER_TOKEN).items():
        if name != "largest_magnitude":
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                result = call(X.clone().requires_grad_())
            same(result, call(X))
            parts = result if isinstance(result, tuple) else (result,)
            assert not any(part.requires_grad for part in parts if isinstance(part, torch.Tensor))


@row(
    "requires_grad",
    "the steps of L1-A, dequantizing by a scale, `quantized_linear_W8A32_without_bias`, `w8_a16_forward`",
    "the gradient flows through",
    "Plain PyTorch operations; to train through the rounding, a straight-through estimator is needed.",
)
def gradients_flow_through_plain_operations() -> None:
    for name in ("scale_values", "rounding_error", *LAYERS):
        assert (GIVEN | LAYERS)[name](X.clone().requires_grad_()).requires_grad
    assert ref.find_scale(ref.largest_magnitude(X.clone().requires_grad_())).requires_grad
    assert ref.linear_dequantization(CODES, torch.tensor(0.5, requires_grad=True), 0).requires_grad


@row("`nn.Parameter`", "*real*, layers", "as the tensor in it; the result is no Parameter", "Weights are Parameters.")
def a_parameter_is_a_tensor() -> None:
    for call in (REAL | LAYERS).values():
        same(call(torch.nn.Parameter(X.clone())), call(X))


@row(
    "not contiguous: transposed, strided, expanded",
    "*real*, layers, packing, *NumPy*",
    "as of a contiguous copy; the input is not changed",
    "Layout is not part of the values.",
)
def layout_does_not_matter() -> None:
    strided = torch.stack([X, -X], dim=2)[..., 0]
    for view in (X.t().contiguous().t(), strided, X[:1].expand(2, 2)):
        before = view.clone()
        assert not view.is_contiguous()
        for call in (REAL | LAYERS).values():
            same(call(view), call(before.contiguous()))
        for call in NUMPY.values():
            same([*call(view.numpy())[1:]], [*call(before.contiguous().numpy())[1:]])
        assert torch.equal(view, before)
    codes = ref.to_unsigned(CODES, 4)
    assert torch.equal(ref.pack_weights(codes.t(), 4), ref.pack_weights(codes.t().contiguous(), 4))


@row(
    "on the meta device",
    "`quantize_rows`, `W8A16LinearLayer`, dequantizing by a number, `to_unsigned`, `unpack_weights`, splitting",
    "meta results of the right shape and dtype",
    "The skeleton of a model is made of them (L4-D).",
)
def meta_tensors_have_shapes() -> None:
    meta, codes = X.to("meta"), CODES.to("meta")
    layer = ref.W8A16LinearLayer(2, 2)
    layer.quantize(meta)
    unsigned = ref.to_unsigned(codes, 4)
    for result, shape, dtype in [
        (ref.quantize_rows(meta)[0], (2, 2), torch.int8),
        (layer.scales, (2,), torch.float32),
        (ref.linear_dequantization(codes, 0.5, 0), (2, 2), torch.float32),
        (unsigned, (2, 2), torch.uint8),
        (ref.unpack_weights(unsigned, 4, 4), (2, 4), torch.uint8),
        (ref.split_into_groups(meta, 2), (2, 1, 2), torch.float32),
    ]:
        assert (result.is_meta, result.shape, result.dtype) == (True, shape, dtype)


@row(
    "on the meta device", "*real* otherwise", "`ValueError`", "Without values there is no range, and nothing to check."
)
def meta_tensors_have_no_range() -> None:
    refused({name: REAL[name] for name in REAL if name != "quantize_rows"}, X.to("meta"), ValueError, "meta")


@row(
    "a scale of 1e39",
    "functions with a given scale",
    "`ValueError`",
    "It is infinite in float32, and infinity times code 0 is not a number.",
)
def a_scale_beyond_float32_is_refused() -> None:
    for call in (
        lambda scale: ref.linear_dequantization(CODES, scale, 0),
        lambda scale: ref.linear_q_with_scale_and_zero_point(X, scale, 0),
    ):
        with pytest.raises(ValueError, match=r"between 1\.4e-45 and 3\.4e38"):
            call(1e39)


@row(
    "rank 0",
    "*find* with one scale, functions with a given scale",
    "codes of rank 0",
    "A tensor with one element has a largest one.",
)
def a_scalar_is_a_tensor() -> None:
    codes, scale, zero_point = ref.linear_quantization(torch.tensor(-3.0))
    assert (codes.shape, codes.item(), scale, zero_point) == ((), -128, 3 / 255, 127)
    assert ref.linear_q_symmetric(torch.tensor(-3.0))[0].item() == -127
    assert all(call(torch.tensor(-3.0)) is not None for call in (PER_TENSOR | GIVEN).values())


@row(
    "rank 0", "per channel, row, group or token, layers, packing", "`ValueError`", "There is no dimension to go along."
)
def a_scalar_has_no_channels() -> None:
    refused(PER_CHANNEL | PER_TOKEN | LAYERS, torch.tensor(3.0), ValueError, r"dim must|rank|\[out, in\]|\[\.\.\., ")
    refused(
        {"pack": lambda codes: ref.pack_weights(codes, 4)}, torch.tensor(3, dtype=torch.uint8), ValueError, "rank 0"
    )


@row(
    "rank 0",
    "*NumPy*",
    "`ValueError`",
    "NumPy makes scalars of results of rank 0, so that a function would not return arrays.",
)
def an_array_of_rank_0_is_refused() -> None:
    refused(NUMPY, np.array(3.0), ValueError, "params must have rank 1")
