"""Wrong: asymmetric mode does not have to earn its zero point."""

import torch

from linquant_ref.affine import linear_dequantization
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization
from linquant_ref.symmetric import linear_q_symmetric

LOSES = ["test_choose_mode_example", "test_choose_mode_needs_half_of_the_error", "test_choose_mode_distributions"]


def choose_mode(tensor, dtype=torch.int8):
    symmetric = quantization_error(tensor, linear_dequantization(*linear_q_symmetric(tensor, dtype), 0))
    asymmetric = quantization_error(tensor, linear_dequantization(*linear_quantization(tensor, dtype)))
    return "asymmetric" if asymmetric < symmetric else "symmetric"
