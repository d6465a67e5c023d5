"""Quantize the weights of a whole model, and measure what it costs (lesson L4-C).

Weights are quantized and dequantized again, so that the model still computes in float32: the accuracy is that of the
quantized weights, the size is what storing their codes and scales would take. Krishnamoorthi (arXiv:1806.08342)
calls this "weight only quantization".
"""

import copy
from typing import Any

import torch

from linquant_ref._validate import Arguments, integer_between, nonempty_tensor, torch_module, validated

GRANULARITIES = ("tensor", "channel", "group")


def _granularity(name: str, value: Any, arguments: Arguments) -> None:
    if value not in GRANULARITIES:
        raise ValueError(f"{name} must be one of {', '.join(GRANULARITIES)}, got {value!r}")


def _matrix(name: str, value: Any, arguments: Arguments) -> None:
    nonempty_tensor(name, value, arguments)
    if value.dim() != 2:
        raise ValueError(f"{name} must be a matrix [out, in], got shape {tuple(value.shape)}")


@validated(
    weight=_matrix, n_bits=integer_between(2, 16), granularity=_granularity, group_size=integer_between(1, 2**31)
)
def quantize_dequantize(
    weight: torch.Tensor, n_bits: int, granularity: str = "tensor", group_size: int = 8
) -> torch.Tensor:
    """Return s * clamp(round(weight / s), -q_max, q_max) with q_max = 2^(n_bits - 1) - 1 and s = max |weight| / q_max.

    The maximum is taken over the whole matrix ("tensor"), over each row ("channel") or over each group_size neighbours
    of a row ("group").

    Args:
        weight: Matrix [out, in], floating point.
        n_bits: Bits per code, 2 to 16.
        granularity: "tensor", "channel" or "group".
        group_size: Weights per group; it divides the number of columns (weight [32, 64], group_size 8 -> 256 scales).

    Returns:
        float32 matrix of the same shape, in the units of weight.

    Raises:
        TypeError: weight is not a floating-point tensor, or n_bits or group_size is not an integer.
        ValueError: weight is empty, not finite or no matrix, n_bits is outside 2 .. 16, granularity is another word, or
            group_size does not divide the columns.
    """
    if granularity == "group" and weight.shape[1] % group_size:
        raise ValueError(f"group_size {group_size} does not divide the {weight.shape[1]} columns of weight")
    quant_max = 2 ** (n_bits - 1) - 1
    shapes = {"tensor": (1, -1), "channel": (weight.shape[0], -1), "group": (-1, group_size)}
    rows = weight.detach().float().reshape(shapes[granularity])
    scale = (rows.abs().amax(dim=1, keepdim=True) / quant_max).clamp(min=torch.finfo(torch.float32).tiny)
    codes = torch.round(rows / scale).clamp(-quant_max, quant_max)
    return torch.mul(scale, codes).reshape(weight.shape)


@validated(model=torch_module)
def quantize_linear_weights(
    model: torch.nn.Module, n_bits: int, granularity: str = "tensor", group_size: int = 8
) -> torch.nn.Module:
    """Return a copy of the model in which the weight of every nn.Linear is quantize_dequantize(weight, ...).

    Biases, normalisation layers and all other parameters stay, and so does the model that is passed in.

    Raises:
        TypeError: model is not a torch.nn.Module, or n_bits or group_size is not an integer.
        ValueError: n_bits, granularity or group_size does not fit a layer; see quantize_dequantize.
    """
    quantized = copy.deepcopy(model)
    for module in quantized.modules():
        if isinstance(module, torch.nn.Linear):
            weight = quantize_dequantize(module.weight, n_bits, granularity, group_size)
            module.weight.data = weight.to(module.weight.dtype)
    return quantized


@validated(
    model=torch_module, n_bits=integer_between(2, 16), granularity=_granularity, group_size=integer_between(1, 2**31)
)
def quantized_bytes(model: torch.nn.Module, n_bits: int, granularity: str = "tensor", group_size: int = 8) -> int:
    """Return the bytes that the quantized model takes: codes, float16 scales, and 4 bytes for every other parameter.

    A matrix [out, in] has out * in codes of n_bits bits, rounded up to whole bytes, and 1 scale ("tensor"), out scales
    ("channel") or out * in / group_size scales ("group") of 2 bytes each.

    Raises:
        TypeError: model is not a torch.nn.Module, or n_bits or group_size is not an integer.
        ValueError: n_bits is outside 2 .. 16, granularity is another word, or group_size is below 1.
    """
    total = sum(4 * parameter.numel() for parameter in model.parameters())
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            codes = module.weight.numel()
            scales = {"tensor": 1, "channel": module.out_features, "group": codes // group_size}[granularity]
            total += -(-codes * n_bits // 8) + 2 * scales - 4 * codes
    return total


@validated(model=torch_module)
def accuracy(model: torch.nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share of inputs whose largest output is at the index that labels names, in [0, 1].

    The model is evaluated in eval mode, without gradients, and keeps the mode it was in.

    Args:
        model: Maps inputs [N, ...] to scores [N, classes].
        inputs: N inputs.
        labels: N class indices.

    Raises:
        TypeError: model is not a torch.nn.Module.
    """
    was_training = model.training
    model.eval()
    with torch.no_grad():
        predictions = model(inputs).argmax(dim=1)
    model.train(was_training)
    return float((predictions == labels).float().mean())


@validated(model=torch_module, quantized=torch_module)
def layer_errors(model: torch.nn.Module, quantized: torch.nn.Module) -> dict[str, float]:
    """Return sum (W - W_hat)^2 / sum W^2 for the weight W of every nn.Linear, by the layer's dotted name.

    It is the inverse of the SQNR as a ratio; 0.0 where nothing changed, also in a matrix of zeros.

    Raises:
        TypeError: An argument is not a torch.nn.Module.
    """
    errors = {}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear):
            weight, restored = module.weight.detach(), quantized.get_parameter(f"{name}.weight").detach()
            noise = (weight - restored).square().sum().item()
            errors[name] = noise / weight.square().sum().item() if noise else 0.0
    return errors
