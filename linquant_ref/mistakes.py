"""What well-known mistakes give, so that a failing check can tell which one it sees.

Each function is called like the exercise it is named after, and returns what its usual mistakes give, by a hint that
leads on without giving the answer. checking.check_close compares that with what a student's function returned.
"""

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

import linquant_ref.hints as hints

Mistakes = Mapping[str, Sequence[Any]]
# What scales of 127.5 and of 128 steps are of one of 127.
TOO_SMALL = (127 / 127.5, 127 / 128)


def _codes(steps: torch.Tensor, low: int, high: int, dtype: torch.dtype) -> torch.Tensor:
    return steps.round().clamp(low, high).to(dtype)


def _wrapped(steps: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return steps.to(torch.int64).to(dtype)


def _extremes(values: Any) -> tuple[Any, Any]:
    """Return the ends of the range of a tensor or an array, 0 among it."""
    return min(values.min().item(), 0.0), max(values.max().item(), 0.0)


def find_scale(largest: torch.Tensor, quant_max: int = 127) -> Mistakes:
    """Return mistakes of largest / quant_max."""
    return {
        hints.RESTRICTED: [largest / (quant_max + 1), 2 * largest / (2 * quant_max + 1)],
        hints.UPSIDE_DOWN: [quant_max / largest],
    }


def scale_values(x: torch.Tensor, scale: torch.Tensor) -> Mistakes:
    """Return mistakes of x / scale."""
    return {hints.TO_CODES: [x * scale]}


def round_to_codes(scaled: torch.Tensor) -> Mistakes:
    """Return mistakes of rounding to -127 ... 127 as int8."""
    wrapped = _wrapped(scaled.round(), torch.int8)
    return {
        hints.CUT_OFF: [scaled.clamp(-127, 127).to(torch.int8)],
        hints.FLOOR: [scaled.floor().clamp(-127, 127).to(torch.int8)],
        hints.WRAPS: [wrapped, wrapped.clamp(-127, 127)],
        hints.UNUSED_CODE: [_codes(scaled, -128, 127, torch.int8)],
    }


def dequantize(codes: torch.Tensor, scale: torch.Tensor) -> Mistakes:
    """Return mistakes of scale * codes."""
    return {hints.TO_VALUES: [codes / scale]}


def rounding_error(x: torch.Tensor, x_hat: torch.Tensor) -> Mistakes:
    """Return mistakes of x - x_hat."""
    return {hints.SIGN: [x_hat - x], hints.NO_SIGN: [(x - x_hat).abs()]}


def linear_q_with_scale_and_zero_point(
    tensor: torch.Tensor, scale: float, zero_point: int, dtype: torch.dtype = torch.int8
) -> Mistakes:
    """Return mistakes of clamp(round(tensor / scale + zero_point))."""
    low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    steps = tensor / scale + zero_point
    return {
        hints.WRAPS: [_wrapped(steps.round(), dtype), _wrapped(steps, dtype)],
        hints.CUT_OFF: [steps.clamp(low, high).to(dtype)],
        hints.FLOOR: [steps.floor().clamp(low, high).to(dtype)],
        hints.TO_CODES: [_codes(tensor * scale + zero_point, low, high, dtype)],
        hints.QUANTIZED_ZERO: [
            _codes(wrong, low, high, dtype)
            for wrong in (tensor / scale, tensor / scale - zero_point, (tensor + zero_point) / scale)
        ],
    }


def linear_dequantization(quantized_tensor: torch.Tensor, scale: float, zero_point: int) -> Mistakes:
    """Return mistakes of scale * (quantized_tensor - zero_point)."""
    codes = quantized_tensor.float()
    return {
        hints.SMALL_INTEGERS: [scale * (quantized_tensor - zero_point).float()],
        hints.TO_VALUES: [(codes - zero_point) / scale],
        hints.DEQUANTIZED_ZERO: [
            scale * codes + zero_point,
            scale * codes - zero_point,
            scale * codes,
            scale * (codes + zero_point),
        ],
    }


def value_range(tensor: torch.Tensor) -> Mistakes:
    """Return mistakes of the smallest and the largest value, with 0 among them."""
    largest = tensor.abs().max().item()
    return {hints.ONE_SIDED: [(-largest, largest)]}


def get_q_scale_and_zero_point(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> Mistakes:
    """Return mistakes of the asymmetric scale and zero point."""
    quant_min, quant_max = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    r_min, r_max = _extremes(tensor)
    scale, of_codes = (r_max - r_min) / (quant_max - quant_min), (r_max - r_min) / (quant_max - quant_min + 1)
    raw = quant_min - r_min / scale
    return {
        hints.STEPS: [(of_codes, round(quant_min - r_min / of_codes))],
        hints.WHOLE_ZERO_POINT: [(scale, raw), (scale, int(raw))],
        hints.WRONG_END: [(scale, round(quant_min + r_min / scale)), (scale, round(-r_min / scale))],
    }


def linear_quantization(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> Mistakes:
    """Return mistakes of (codes, scale, zero_point) in asymmetric mode."""
    low, high = torch.iinfo(dtype).min, torch.iinfo(dtype).max
    r_min, r_max = _extremes(tensor)
    scale = (r_max - r_min) / (high - low)
    zero_point = max(low, min(high, round(low - r_min / scale)))
    found: dict[str, list[Any]] = {}
    for hint, results in linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype).items():
        found[hint] = [(codes, scale, zero_point) for codes in results]
    for hint, pairs in get_q_scale_and_zero_point(tensor, dtype).items():
        found[hint] = [(_codes(tensor / s + z, low, high, dtype), s, z) for s, z in pairs]
    return found


def asymmetric_quantization(params: NDArray[np.float64], bits: int) -> Mistakes:
    """Return mistakes of the NumPy lesson's (codes, scale, zero)."""
    (low, high), largest = _extremes(params), 2**bits - 1

    def results(scale: float, zero: float, whole: Any = np.round) -> tuple[Any, float, float]:
        return whole(params / scale + zero).clip(0, largest).astype(np.int32), scale, zero

    scale, of_codes = (high - low) / largest, (high - low) / (largest + 1)
    zero = round(-low / scale)
    codes, _, _ = results(scale, zero)
    return {
        hints.STEPS: [results(of_codes, round(-low / of_codes))],
        hints.WHOLE_ZERO_POINT: [results(scale, -low / scale), results(scale, int(-low / scale))],
        hints.WRONG_END: [results(scale, -zero), results(scale, round(high / scale)), (codes, scale, -zero)],
        hints.CUT_OFF: [results(scale, zero, np.trunc), results(scale, int(-low / scale), np.trunc)],
        hints.FLOOR: [results(scale, zero, np.floor)],
    }


def asymmetric_dequantize(params_q: NDArray[np.int32], scale: float, zero: int) -> Mistakes:
    """Return mistakes of scale * (params_q - zero)."""
    return {
        hints.DEQUANTIZED_ZERO: [params_q * scale + zero, params_q * scale - zero, (params_q + zero) * scale],
        hints.TO_VALUES: [(params_q - zero) / scale],
    }


def symmetric_quantization(params: NDArray[np.float64], bits: int) -> Mistakes:
    """Return mistakes of the NumPy lesson's (codes, scale)."""
    largest, limit = np.abs(params).max(), 2 ** (bits - 1) - 1

    def results(scale: float, whole: Any = np.round) -> tuple[Any, float]:
        return whole(params / scale).clip(-limit, limit).astype(np.int32), scale

    return {
        hints.RESTRICTED: [results(largest / (limit + 1)), results(2 * largest / (2 * limit + 1))],
        hints.SPAN: [results((params.max() - params.min()) / (2 * limit + more)) for more in (0, 1)],
        hints.CUT_OFF: [results(largest / limit, np.trunc)],
        hints.FLOOR: [results(largest / limit, np.floor)],
    }


def quantize_error(params_q: NDArray[np.float64], params: NDArray[np.float64]) -> Mistakes:
    """Return mistakes of the mean squared error."""
    return quantization_error(params, params_q)


def quantization_error(original: Any, dequantized: Any, error_type: str = "mse") -> Mistakes:
    """Return mistakes of the mean squared or the mean absolute error."""
    difference = original - dequantized
    if error_type == "mae":
        return {hints.CANCELS: [difference.mean()], hints.SUM: [abs(difference).sum()]}
    return {
        hints.NOT_SQUARED: [abs(difference).mean()],
        hints.SUM: [(difference**2).sum()],
        hints.ROOT: [(difference**2).mean() ** 0.5],
    }


def sqnr(original: torch.Tensor, dequantized: torch.Tensor) -> Mistakes:
    """Return mistakes of the signal-to-quantization-noise ratio in dB."""
    right = 10 * math.log10((original**2).sum() / ((original - dequantized) ** 2).sum())
    return {
        hints.SIGNAL_FIRST: [-right],
        hints.POWERS: [2 * right],
        hints.BASE: [right * math.log(10), right * math.log2(10)],
    }


def saturated_fraction(codes: torch.Tensor) -> Mistakes:
    """Return mistakes of the share of int8 codes at -128 or 127."""
    low, high = (codes == -128).sum().item(), (codes == 127).sum().item()
    return {hints.BOTH_ENDS: [low / codes.numel(), high / codes.numel()], hints.SHARE: [low + high]}


def get_q_scale_symmetric(tensor: torch.Tensor, dtype: torch.dtype = torch.int8) -> Mistakes:
    """Return mistakes of max |tensor| / quant_max."""
    largest, quant_max = tensor.abs().max(), torch.iinfo(dtype).max
    return {
        hints.RESTRICTED: [largest / (quant_max + 1), 2 * largest / (2 * quant_max + 1)],
        hints.SPAN: [
            (tensor.max() - tensor.min()) / (2 * quant_max + 1),
            (tensor.max() - tensor.min()) / (2 * quant_max),
        ],
        hints.NO_MAGNITUDE: [tensor.max() / quant_max],
    }


def linear_q_symmetric(tensor: torch.Tensor) -> Mistakes:
    """Return mistakes of the int8 codes in symmetric mode."""
    scale = tensor.abs().max() / 127
    return {
        hints.RESTRICTED: [_codes(tensor / (scale * share), -128, 127, torch.int8) for share in TOO_SMALL],
        hints.CUT_OFF: [(tensor / scale).to(torch.int8)],
        hints.FLOOR: [(tensor / scale).floor().to(torch.int8)],
    }


def get_q_scales(r_tensor: torch.Tensor, dim: int) -> Mistakes:
    """Return mistakes of a scale per slice of a matrix along dim."""
    of = r_tensor.abs() / 127
    slices = r_tensor.shape[dim]
    return {
        hints.OTHER_DIM: [of.amax(dim)],
        hints.NO_MAGNITUDE: [r_tensor.amax(1 - dim) / 127],
        hints.RESTRICTED: [of.amax(1 - dim) * share for share in TOO_SMALL],
        hints.WHOLE_TENSOR: [of.max(), of.max().expand(slices)],
    }


def view_for_broadcast(scale: torch.Tensor, r_tensor: torch.Tensor, dim: int) -> Mistakes:
    """Return mistakes of a scale's shape."""
    return {hints.OTHER_SHAPE: [scale, scale.movedim(0, -1).reshape([-1 if other != dim else 1 for other in (0, 1)])]}


def linear_q_symmetric_per_channel(r_tensor: torch.Tensor, dim: int) -> Mistakes:
    """Return mistakes of a matrix's int8 codes per channel."""
    largest = r_tensor.abs()
    scale = largest.amax(1 - dim, keepdim=True) / 127
    return {
        hints.OTHER_DIM: [_codes(r_tensor / (largest.amax(dim, keepdim=True) / 127), -127, 127, torch.int8)],
        hints.OTHER_SHAPE: [_codes(r_tensor / scale.flatten(), -127, 127, torch.int8)],
        hints.WHOLE_TENSOR: [_codes(r_tensor / (largest.max() / 127), -127, 127, torch.int8)],
        hints.RESTRICTED: [_codes(r_tensor / (scale * share), -128, 127, torch.int8) for share in TOO_SMALL],
        hints.CUT_OFF: [(r_tensor / scale).to(torch.int8)],
    }


def split_into_groups(tensor: torch.Tensor, group_size: int) -> Mistakes:
    """Return mistakes of cutting a matrix's rows into groups of neighbours."""
    rows = len(tensor)
    return {
        hints.ACROSS_ROWS: [
            tensor.T.reshape(rows, -1, group_size),
            tensor.reshape(rows, group_size, -1).transpose(1, 2),
            tensor.reshape(-1, group_size),
        ]
    }


def linear_q_symmetric_per_group(tensor: torch.Tensor, group_size: int, n_bits: int) -> Mistakes:
    """Return mistakes of a matrix's codes per group at n_bits."""
    groups = tensor.reshape(*tensor.shape[:-1], -1, group_size)
    of_groups, quant_max = groups.abs().amax(-1, keepdim=True), 2 ** (n_bits - 1) - 1
    by_rows = tensor.abs().amax(-1, keepdim=True) / quant_max
    return {
        hints.ALL_BITS: [_codes(groups / (of_groups / 127), -127, 127, torch.int8).reshape(tensor.shape)],
        hints.RESTRICTED: [
            _codes(groups / (of_groups / (quant_max + 1)), -quant_max - 1, quant_max, torch.int8).reshape(tensor.shape)
        ],
        hints.WHOLE_TENSOR: [
            _codes(tensor / by_rows, -quant_max, quant_max, torch.int8),
            _codes(tensor / (tensor.abs().max() / quant_max), -quant_max, quant_max, torch.int8),
        ],
    }


def linear_dequantization_per_group(codes: torch.Tensor, scale: torch.Tensor, group_size: int) -> Mistakes:
    """Return mistakes of multiplying each group of a matrix's rows by its scale."""
    return {hints.OWN_GROUP: [codes * scale.repeat(1, group_size)]}


def quantize_per_token(inputs: torch.Tensor) -> Mistakes:
    """Return mistakes of the int8 codes of a matrix of tokens."""
    wrong = inputs.abs().max(), inputs.abs().amax(0)
    return {hints.OWN_TOKEN: [_codes(inputs / (largest / 127), -127, 127, torch.int8) for largest in wrong]}


def int_matmul_with_zero_points(q_x: torch.Tensor, z_x: int, q_w: torch.Tensor, z_w: int) -> Mistakes:
    """Return mistakes of the sums of (q_x - z_x)(q_w - z_w)."""
    x, w = q_x.int(), q_w.int()
    of_x, of_w, both = x.sum(-1, keepdim=True), w.sum(-1), z_x * z_w
    products, right = x @ w.T, (x - z_x) @ (w - z_w).T
    features = x.shape[-1]
    return {
        hints.FOUR_TERMS: [
            products,
            right - 2 * features * both,
            right - (features - 1) * both,
            right - features * both,
            products - z_x * of_w,
            products - z_w * of_x,
            products - z_x * of_x - z_w * of_w + features * both,
        ],
        hints.SMALL_INTEGERS: [(q_x - z_x).int() @ (q_w - z_w).int().T],
    }


def quantized_linear_W8A8(inputs: torch.Tensor, weight: torch.Tensor, scale: float) -> Mistakes:  # noqa: N802
    """Return mistakes of a layer's output with int8 weights and one int8 input vector."""
    scale_of_inputs = inputs.abs().max() / 127
    sums = (inputs / scale_of_inputs).round() @ weight.float().T
    return {hints.NO_SCALE: [sums], hints.SCALE_OF_INPUT: [sums * scale, sums * scale_of_inputs]}


def w8_a16_forward(
    weight: torch.Tensor, inputs: torch.Tensor, scales: torch.Tensor, bias: torch.Tensor | None = None
) -> Mistakes:
    """Return mistakes of the output of a layer with int8 weights and a scale per row."""
    sums = inputs @ weight.float().T
    if bias is None:
        return {hints.NO_SCALE: [sums]}
    return {hints.BIAS_SCALED: [(sums + bias) * scales], hints.NO_SCALE: [sums + bias]}


def linear_layer_names(model: torch.nn.Module) -> Mistakes:
    """Return mistakes of the dotted paths of a model's linear layers."""
    paths = [path for path, layer in model.named_modules() if isinstance(layer, torch.nn.Linear)]
    everything = [path for path, _ in model.named_modules()]
    return {
        hints.CHILDREN: [[path for path in paths if "." not in path]],
        hints.LAST_NAMES: [[path.rpartition(".")[2] for path in paths]],
        hints.EVERY_KIND: [everything, everything[1:]],
    }


def model_size_in_bytes(model: torch.nn.Module) -> Mistakes:
    """Return mistakes of the bytes of a model's parameters and buffers."""
    tensors = [*model.parameters(), *model.buffers()]
    return {
        hints.BUFFERS: [sum(parameter.nbytes for parameter in model.parameters())],
        hints.NUMBERS: [sum(tensor.numel() for tensor in tensors)],
    }


def new_layer_for(linear: torch.nn.Linear) -> Mistakes:
    """Return mistakes of the zeros that a new layer's weight is made of."""
    return {hints.SIZES_SWAPPED: [torch.zeros(linear.weight.T.shape)]}


def replace_linear_with_target(paths: Sequence[str]) -> Mistakes:
    """Return mistakes of the classes that the layers at some nested paths have afterwards."""
    return {hints.CHILDREN: [["Linear"] * len(paths)]}


def replace_linear_with_target_and_quantize(
    model: torch.nn.Module, inputs: torch.Tensor, excluded: Sequence[str]
) -> Mistakes:
    """Return mistakes of the output of a model whose layers were replaced by ones that keep the weights."""
    hollow, without_biases = _zeroed(model, excluded, "weight", "bias"), _zeroed(model, excluded, "bias")
    return {hints.NEVER_QUANTIZED: [hollow(inputs)], hints.BIAS_LEFT_BEHIND: [without_biases(inputs)]}


def _zeroed(model: torch.nn.Module, excluded: Sequence[str], *names: str) -> torch.nn.Module:
    """Return a copy of a model with zeros in the named parameters of its linear layers."""
    changed = copy.deepcopy(model)
    for path, parameter in changed.named_parameters():
        owner, _, name = path.rpartition(".")
        if name in names and owner not in excluded and isinstance(changed.get_submodule(owner), torch.nn.Linear):
            parameter.data.zero_()
    return changed


def named_tensors(model: torch.nn.Module) -> Mistakes:
    """Return mistakes of the names of a model's tensors, in the order of its state dict or sorted."""
    stored, parameters = list(model.state_dict()), [name for name, _ in model.named_parameters()]
    return {
        hints.SHARED_TWICE: [stored, sorted(stored)],
        hints.BUFFERS: [parameters, sorted(parameters)],
    }


def pack_byte(codes: list[int], bits: int) -> Mistakes:
    """Return mistakes of packing the codes of one byte."""
    return {hints.LAST_CODE_FIRST: [sum(code << (bits * place) for place, code in enumerate(reversed(codes)))]}
