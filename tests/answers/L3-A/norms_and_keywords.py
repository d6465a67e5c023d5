"""Right: the infinity norm and the larger of two ends, NumPy numbers, keyword calls, half as a factor."""

import torch

from linquant_ref.affine import linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization, value_range

LOSES = []


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    import numpy as np

    largest = torch.linalg.vector_norm(tensor.to(torch.float32), ord=torch.inf).numpy()
    scale = np.float32(largest) / np.float32(torch.iinfo(dtype).max)
    return max(scale, np.finfo(np.float32).tiny)


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = float(get_q_scale_symmetric(dtype=dtype, tensor=tensor))
    quantized = linear_q_with_scale_and_zero_point(dtype=dtype, tensor=tensor, zero_point=0, scale=scale)
    return quantized, torch.tensor(scale)


def range_use(tensor):
    r_min, r_max = value_range(tensor=tensor)
    shorter, longer = sorted([r_max, -r_min])
    try:
        return (1 + shorter / longer) / 2
    except ZeroDivisionError:
        return 1.0


def choose_mode(tensor, dtype=torch.int8):
    errors = []
    for quantize in (linear_q_symmetric, linear_quantization):
        codes, scale, *zero_point = quantize(tensor, dtype=dtype)
        restored = linear_dequantization(
            quantized_tensor=codes, scale=float(scale), zero_point=zero_point[0] if zero_point else 0
        )
        errors.append(quantization_error(tensor.float(), restored))
    errors[0] *= 0.5
    return "asymmetric" if errors.index(min(errors)) == 1 else "symmetric"
