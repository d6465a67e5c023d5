"""Right: results written into buffers, vectorised functions, and exact fractions for the error."""

import numpy as np

LOSES = []


def clamp(params_q, lower_bound, upper_bound):
    result = np.array(params_q, copy=True)
    np.putmask(result, result < lower_bound, lower_bound)
    np.putmask(result, result > upper_bound, upper_bound)
    return result


def asymmetric_quantization(params, bits):
    last = 2**bits - 1
    low, high = np.min(params, initial=0.0), np.max(params, initial=0.0)
    scale = np.maximum((high - low) / last, np.finfo(np.float64).tiny)
    steps = np.divide(params, scale, dtype=np.float64)
    zero = int(np.around(-low / scale))
    steps += zero
    np.rint(steps, out=steps)
    np.clip(steps, 0, last, out=steps)
    return np.int32(steps), float(scale), zero


def asymmetric_dequantize(params_q, scale, zero):
    one = np.vectorize(lambda code: scale * (int(code) - int(zero)), otypes=[np.float64])
    return one(params_q)


def symmetric_dequantize(params_q, scale):
    values = np.empty_like(params_q, dtype=np.float64)
    values[...] = params_q
    values *= scale
    return values


def quantize_error(params_q, params):
    from fractions import Fraction

    squares = [(Fraction(float(b)) - Fraction(float(a))) ** 2 for a, b in zip(params_q.flat, params.flat, strict=True)]
    return float(sum(squares) / len(squares))
