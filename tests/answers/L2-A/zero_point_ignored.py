"""Wrong: both functions forget the zero point."""

import torch

LOSES = [
    "test_linear_q_with_scale_and_zero_point_dtype",
    "test_linear_q_with_scale_and_zero_point_example",
    "test_linear_q_with_scale_and_zero_point_zero_point_first",
    "test_linear_dequantization_*",
]


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    codes = torch.round(tensor.float() / scale)
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype)


def linear_dequantization(quantized_tensor, scale, zero_point):
    return quantized_tensor.float() * scale
