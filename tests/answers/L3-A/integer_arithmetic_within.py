"""Right: the scale is counted in int64 codes of a clamped quotient, and the error as a mean of absolute squares."""

import torch

from linquant_ref.affine import linear_dequantization
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization

LOSES = []


def linear_q_symmetric(tensor, dtype=torch.int8):
    quant_max = torch.iinfo(dtype).max
    scale = max(tensor.float().abs().amax().item(), 1e-30) / quant_max
    codes = torch.round(tensor.to(torch.float64) / scale).to(torch.int64)
    return torch.clamp(codes, -quant_max, quant_max).to(dtype), scale


def choose_mode(tensor, dtype=torch.int8):
    modes = {
        "symmetric": linear_dequantization(*linear_q_symmetric(tensor, dtype), 0),
        "asymmetric": linear_dequantization(*linear_quantization(tensor, dtype)),
    }
    errors = {mode: quantization_error(tensor, result, error_type="mse") for mode, result in modes.items()}
    if errors["symmetric"] <= 2 * errors["asymmetric"]:
        return "symmetric"
    return "asymmetric"
