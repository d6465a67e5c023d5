"""Right: element by element in Python, with the built-in round."""

import numpy as np

LOSES = []


def clamp(params_q, lower_bound, upper_bound):
    values = [min(max(value, lower_bound), upper_bound) for value in params_q.ravel().tolist()]
    return np.array(values, dtype=params_q.dtype).reshape(params_q.shape)


def asymmetric_quantization(params, bits):
    values = params.ravel().tolist()
    alpha, beta = max([0.0, *values]), min([0.0, *values])
    scale = (alpha - beta) / (2**bits - 1) or 1.0
    zero = round(-beta / scale)
    codes = [min(max(round(value / scale + zero), 0), 2**bits - 1) for value in values]
    return np.array(codes, dtype=np.int32).reshape(params.shape), scale, zero


def asymmetric_dequantize(params_q, scale, zero):
    result = np.zeros(params_q.shape)
    for index in np.ndindex(params_q.shape):
        result[index] = scale * (int(params_q[index]) - zero)
    return result


def symmetric_quantization(params, bits):
    if bits == 1:
        raise ValueError("1 bit is too few")
    values = params.ravel().tolist()
    scale = max(abs(value) for value in values) / (2 ** (bits - 1) - 1)
    if scale == 0:
        scale = 1.0
    return np.array([round(value / scale) for value in values], dtype=np.int32).reshape(params.shape), scale


def symmetric_dequantize(params_q, scale):
    return np.array([scale * code for code in params_q.ravel().tolist()], dtype=np.float64).reshape(params_q.shape)


def quantize_error(params_q, params):
    total = 0.0
    for after, before in zip(params_q.ravel().tolist(), params.ravel().tolist(), strict=True):
        total += (before - after) ** 2
    return total / params.size
