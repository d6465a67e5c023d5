"""Right: NumPy functions in float32, a reciprocal, a float zero point, an epsilon for zeros."""

import numpy as np

LOSES = []


def clamp(params_q, lower_bound, upper_bound):
    return np.minimum(np.maximum(params_q, lower_bound), upper_bound)


def asymmetric_quantization(params, bits):
    values = params.astype(np.float32)
    alpha, beta = np.maximum(values.max(), 0), np.minimum(values.min(), 0)
    scale = np.maximum((alpha - beta) / np.float32(2**bits - 1), np.float32(1e-7))
    zero = -np.round(beta / scale)
    return np.clip(np.rint(values * (1 / scale) + zero), 0, 2**bits - 1).astype(np.int32), scale, zero


def asymmetric_dequantize(params_q, scale, zero):
    return scale * (params_q.astype(np.float32) - zero).astype(np.float64)


def symmetric_quantization(params, bits):
    if bits < 2:
        raise ValueError(bits)
    values = params.astype(np.float32)
    scale = np.maximum(np.abs(values).max() / np.float32(2 ** (bits - 1) - 1), np.float32(1e-7))
    return np.rint(values / scale).astype(np.int32), scale


def symmetric_dequantize(params_q, scale):
    return np.multiply(params_q, scale, dtype=np.float64)


def quantize_error(params_q, params):
    return np.square(np.subtract(params, params_q, dtype=np.float32)).mean()
