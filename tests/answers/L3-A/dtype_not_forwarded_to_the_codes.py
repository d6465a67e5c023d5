"""Wrong: the codes are always int8."""

import torch

from linquant_ref.affine import linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = ["test_linear_q_symmetric_dtype", "test_choose_mode_dtype"]


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype=dtype)
    return linear_q_with_scale_and_zero_point(tensor, scale, 0), scale


def choose_mode(tensor, dtype=torch.int8):
    symmetric = quantization_error(tensor, linear_dequantization(*linear_q_symmetric(tensor), 0))
    asymmetric = quantization_error(tensor, linear_dequantization(*linear_quantization(tensor)))
    return "asymmetric" if asymmetric < symmetric / 2 else "symmetric"
