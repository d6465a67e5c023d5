"""Right: np.select and np.where, tables of all codes, bit shifts, a helper, no function called clamp."""

import numpy as np

CELLS = {
    "symmetric_quantization": """\
def largest_distance_from_zero(array):
    return max((abs(value) for value in array.flat), default=0.0)


def symmetric_quantization(params, bits):
    last = (1 << (bits - 1)) - 1
    if last < 1:
        raise ValueError(f"{bits} bits leave no code but 0")
    scale = largest_distance_from_zero(params) / last
    if scale == 0.0:
        return np.zeros_like(params, dtype=np.int32), np.float64(1)
    codes = np.where(abs(params) > last * scale, last * np.sign(params), np.rint(params / scale))
    return codes.astype("int32"), scale
""",
}
LOSES = []


def clamp(values, low, high):
    return np.select([values < low, values > high], [low, high], default=values).astype(values.dtype)


def asymmetric_quantization(params, bits):
    last = ~(-1 << bits)
    ends = np.sort(np.concatenate([params.ravel(), [0]]))[[0, -1]]
    scale = np.diff(ends)[0] / last
    if scale == 0:
        return np.zeros(params.shape, np.int32), 1.0, 0
    zero = np.rint(-ends[0] / scale)
    codes = np.rint(params / scale + zero)
    codes = np.where(codes < 0, 0, np.where(codes > last, last, codes))
    return codes.astype("i4"), scale, zero


def asymmetric_dequantize(params_q, scale, zero):
    lowest, highest = int(params_q.min()), int(params_q.max())
    marks = scale * np.arange(lowest - zero, highest - zero + 1, dtype=np.float64)
    return marks[params_q.astype(np.int64) - lowest]


def symmetric_dequantize(params_q, scale):
    codes, places = np.unique(params_q, return_inverse=True)
    return (codes.astype(float) * scale)[places].reshape(params_q.shape)


def quantize_error(params_q, params):
    return np.linalg.norm(np.ravel(params_q.astype(float) - params)) ** 2 / params.size
