"""Right: masks on a true copy, the other function called with keywords, the zero point added after rounding."""

import numpy as np

LOSES = []


def clamp(params_q, lower_bound, upper_bound):
    result = params_q.copy()
    result[result < lower_bound] = lower_bound
    result[result > upper_bound] = upper_bound
    return result


def asymmetric_quantization(params, bits):
    largest_code = (1 << bits) - 1
    with_zero = np.append(params, 0.0)
    scale = np.ptp(with_zero) / largest_code
    if not with_zero.any():
        scale = 0.5
    zero = int(np.round(-with_zero.min() / scale))
    codes = clamp(params_q=np.round(params / scale) + zero, lower_bound=0, upper_bound=largest_code)
    return codes.astype(np.int32), scale, zero


def asymmetric_dequantize(params_q, scale, zero):
    return (params_q.astype(np.int64) - int(zero)) * float(scale)


def symmetric_quantization(params, bits):
    if bits <= 1:
        raise ValueError("symmetric mode needs 2 bits")
    largest_code = (1 << (bits - 1)) - 1
    scale = max(-params.min(), params.max()) / largest_code
    scale = scale if scale > 0 else 1.0
    codes = clamp(np.round(params / scale), lower_bound=-largest_code, upper_bound=largest_code)
    return codes.astype(np.int32), scale


def quantize_error(params_q, params):
    difference = (params.astype(float) - params_q.astype(float)).ravel()
    return np.dot(difference, difference) / difference.size
