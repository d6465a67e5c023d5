"""Right: Python's statistics and math modules, helpers, Simpson's rule for the expected error."""

import math

import torch

CELLS = {
    "quantization_error": """\
from statistics import fmean

DISTANCES = {"mse": lambda a, b: (a - b) ** 2, "mae": lambda a, b: math.fabs(a - b)}


def kind(values):
    for known in (torch.Tensor, np.ndarray):
        if isinstance(values, known):
            return known
    raise TypeError(f"{type(values)} is neither a tensor nor an array")


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    if kind(original_tensor) is not kind(dequantized_tensor):
        raise TypeError("one is a tensor, the other an array")
    if tuple(original_tensor.shape) != tuple(dequantized_tensor.shape):
        raise ValueError("the shapes differ")
    try:
        distance = DISTANCES[error_type]
    except KeyError:
        raise ValueError(f"unknown error type {error_type!r}") from None
    return fmean(map(distance, original_tensor.ravel().tolist(), dequantized_tensor.ravel().tolist()))
""",
}
LOSES = []


def expected_mse(scale):
    left, middle, right = (-scale / 2) ** 2, 0.0, (scale / 2) ** 2
    return (left + 4 * middle + right) / 6


def sqnr(original_tensor, dequantized_tensor):
    before, after = original_tensor.ravel().tolist(), dequantized_tensor.ravel().tolist()
    noise = math.dist(before, after)
    signal = math.hypot(*before)
    if not noise:
        return math.inf
    if not signal:
        return -math.inf
    return 20 * (math.log10(signal) - math.log10(noise))


def saturated_fraction(quantized_tensor):
    from collections import Counter

    counts = Counter(quantized_tensor.ravel().tolist())
    info = torch.iinfo(quantized_tensor.dtype)
    return (counts[info.min] + counts[info.max]) / counts.total()
