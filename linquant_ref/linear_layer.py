"""A linear layer that keeps 8-bit weights (lesson L4-A).

Weights are int8 with one symmetric scale per output row, activations stay in floating point ("W8A16": 8-bit weights,
16-bit activations). Per-channel weights: Krishnamoorthi (arXiv:1806.08342), "Granularity of quantization"; the scale
applied after the matrix product: Jacob et al. (arXiv:1712.05877), equation 4 with zero points 0.
"""

from typing import Any

import torch

from linquant_ref._validate import (
    Arguments,
    code_tensor,
    describe,
    integer_between,
    nonempty_tensor,
    one_of_dtypes,
    real_tensor,
    validated,
)

FLOAT_DTYPES = (torch.float32, torch.float16, torch.bfloat16)
_size = integer_between(1, 2**31 - 1)


def _shape(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, tuple | list):
        raise TypeError(f"{name} must be a tuple of sizes, got {describe(value)}")
    for position, size in enumerate(value):
        integer_between(0, 2**31 - 1)(f"{name}[{position}]", size, arguments)


def _weight_matrix(name: str, value: Any, arguments: Arguments) -> None:
    # A tensor on the meta device has no values that could be checked.
    if not (isinstance(value, torch.Tensor) and value.is_meta and value.is_floating_point() and value.numel()):
        nonempty_tensor(name, value, arguments)
    if value.dim() != 2:
        raise ValueError(f"{name} must have shape [out, in], got {tuple(value.shape)}")


def _weight_of_this_layer(name: str, value: Any, arguments: Arguments) -> None:
    _weight_matrix(name, value, arguments)
    expected = arguments["self"].int8_weights.shape
    if value.shape != expected:
        raise ValueError(f"{name} must have this layer's shape {tuple(expected)}, got {tuple(value.shape)}")


def _code_matrix(name: str, value: Any, arguments: Arguments) -> None:
    code_tensor(name, value, arguments)
    if value.dim() != 2:
        raise ValueError(f"{name} must have shape [out, in], got {tuple(value.shape)}")


def _activations(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        real_tensor(name, value, arguments)
    codes = arguments["weight"] if "weight" in arguments else arguments["self"].int8_weights
    if value.dim() < 1 or value.shape[-1] != codes.shape[1]:
        raise ValueError(f"{name} must have shape [..., {codes.shape[1]}], got {tuple(value.shape)}")


def _one_element_per_row(name: str, value: Any, arguments: Arguments) -> None:
    if value is None and name == "bias":
        return
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        raise TypeError(f"{name} must be a floating-point torch.Tensor, got {describe(value)}")
    if value.shape != arguments["weight"].shape[:1]:
        raise ValueError(f"{name} must have shape ({arguments['weight'].shape[0]},), got {tuple(value.shape)}")


def _true_or_false(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, got {describe(value)}")


@validated(shape=_shape)
def random_codes(shape: tuple[int, ...], generator: torch.Generator | None = None) -> torch.Tensor:
    """Return int8 codes drawn from -127, ..., 127, each with the same chance; -128 never occurs (restricted range).

    Args:
        shape: Sizes of the result.
        generator: Source of the random numbers; None is torch's own.

    Raises:
        TypeError: shape is not a tuple or list of integers.
        ValueError: A size is negative.
    """
    return torch.randint(-127, 128, shape, generator=generator).to(torch.int8)


@validated(weight=_code_matrix, input=_activations, scales=_one_element_per_row, bias=_one_element_per_row)
def w8_a16_forward(
    weight: torch.Tensor, input: torch.Tensor, scales: torch.Tensor, bias: torch.Tensor | None = None
) -> torch.Tensor:
    """Return y = (input @ weight.T) * scales + bias, the product in the input's dtype.

    The codes -128, ..., 127 are exact in float16, bfloat16 and float32. scales are not cast: in float16 a small one
    becomes 0. A float16 product can pass 65504 before it is scaled, and is infinite then.

    Args:
        weight: int8 codes of shape [out, in].
        input: Floating-point tensor of shape [..., in]: [6, in] -> [6, out], [1, 6, in] -> [1, 6, out].
        scales: Real units per code, one per row, shape [out]; float32 keeps all their digits.
        bias: Real units, shape [out], or None.

    Returns:
        Tensor of shape [..., out] and of the input's dtype.

    Raises:
        TypeError: weight is not a tensor of integers, or another argument not a floating-point tensor.
        ValueError: A shape does not fit.
    """
    output = torch.nn.functional.linear(input, weight.to(input.dtype)) * scales
    if bias is not None:
        output = output + bias
    return output.to(input.dtype)


@validated(weights=_weight_matrix)
def quantize_rows(weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (q, s) with s[i] = max |weights[i]| / 127 and q[i] = round(weights[i] / s[i]), computed in float32.

    Args:
        weights: Floating-point matrix of shape [out, in] with at least one element.

    Returns:
        int8 codes of shape [out, in] in -127, ..., 127; float32 scales of shape [out], in real units per code, at
        least float32's smallest normal number, so that a row of zeros has a positive one.

    Raises:
        TypeError: weights is not a floating-point tensor.
        ValueError: weights is empty, not finite or not a matrix.
    """
    weights = weights.detach().float()
    scales = (weights.abs().amax(dim=1) / 127).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(weights / scales.unsqueeze(1)).clamp(-127, 127)
    return codes.to(torch.int8), scales


class W8A16LinearLayer(torch.nn.Module):
    """A linear layer y = (input @ int8_weights.T) * scales + bias without parameters: everything is a buffer.

    Attributes:
        int8_weights: Codes, shape [out_features, in_features]; zeros until quantize is called.
        scales: Real units per code, float32, shape [out_features].
        bias: Real units, shape [out_features], or None.
    """

    int8_weights: torch.Tensor
    scales: torch.Tensor
    bias: torch.Tensor | None

    @validated(in_features=_size, out_features=_size, bias=_true_or_false, dtype=one_of_dtypes(*FLOAT_DTYPES))
    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, dtype: torch.dtype = torch.float32
    ) -> None:
        """Make the buffers, on torch's default device.

        Args:
            in_features: Length of an input vector.
            out_features: Length of an output vector.
            bias: Whether there is a bias.
            dtype: dtype of the bias; scales are float32 always, and the output has the input's dtype.

        Raises:
            TypeError: An argument has the wrong type.
            ValueError: A size is not positive, or dtype is not float16, bfloat16 or float32.
        """
        torch.nn.Module.__init__(self)
        self.register_buffer("int8_weights", torch.zeros(out_features, in_features, dtype=torch.int8))
        self.register_buffer("scales", torch.ones(out_features))
        self.register_buffer("bias", torch.zeros(out_features, dtype=dtype) if bias else None)

    @validated(weights=_weight_of_this_layer)
    def quantize(self, weights: torch.Tensor) -> None:
        """Replace int8_weights and scales by quantize_rows(weights); the bias stays.

        Raises:
            TypeError: weights is not a floating-point tensor.
            ValueError: weights is not finite or does not have shape [out_features, in_features].
        """
        self.int8_weights, self.scales = quantize_rows(weights)

    @validated(input=_activations)
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return w8_a16_forward(int8_weights, input, scales, bias).

        Raises:
            TypeError: input is not a floating-point tensor.
            ValueError: input does not have shape [..., in_features].
        """
        return w8_a16_forward(self.int8_weights, input, self.scales, self.bias)
