"""Right: NumPy inner products, comparisons of codes as an array, decibels by a natural logarithm."""

import math

import numpy as np

CELLS = {
    "quantization_error": """\
def as_doubles(values):
    if torch.is_tensor(values):
        values = values.detach().to(torch.float64).numpy()
    return np.asarray(values, dtype=np.float64)


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    pair = [original_tensor, dequantized_tensor]
    all_tensors = all(torch.is_tensor(values) for values in pair)
    all_arrays = all(isinstance(values, np.ndarray) for values in pair)
    if not (all_tensors or all_arrays):
        raise TypeError("two tensors or two arrays")
    first, second = map(as_doubles, pair)
    if np.shape(first) != np.shape(second):
        raise ValueError("two of the same shape")
    gap = np.abs(first - second).ravel()
    if error_type == "mse":
        return np.inner(gap, gap) / gap.size
    elif error_type == "mae":
        return np.add.reduce(gap) / gap.size
    raise ValueError("mse or mae")
""",
}
LOSES = []


def expected_mse(scale):
    return np.divide(np.square(scale, dtype=np.float64), 12)


def sqnr(original_tensor, dequantized_tensor):
    x, y = (np.array(values, dtype=np.float64) for values in (original_tensor, dequantized_tensor))
    signal, noise = (np.vdot(v, v) for v in (x, x - y))
    with np.errstate(divide="ignore", invalid="ignore"):
        decibels = 10 * (np.log(signal) - np.log(noise)) / np.log(10)
    return math.inf if noise == 0 else decibels


def saturated_fraction(quantized_tensor):
    codes = quantized_tensor.numpy()
    lowest, highest = np.iinfo(codes.dtype).min, np.iinfo(codes.dtype).max
    return np.mean(np.where(codes == lowest, 1.0, np.where(codes == highest, 1.0, 0.0)))
