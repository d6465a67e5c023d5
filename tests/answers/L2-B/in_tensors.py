"""Right: tensors of rank 0 instead of Python numbers, and the zero point from the upper end."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point

LOSES = []


def value_range(tensor):
    with_zero = torch.cat([tensor.reshape(-1).double(), torch.zeros(1, dtype=torch.float64)])
    return torch.aminmax(with_zero)[0], torch.aminmax(with_zero)[1]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    r_min, r_max = value_range(tensor)
    info = torch.iinfo(dtype)
    scale = ((r_max - r_min) / (info.max - info.min)).clamp(min=1e-30)
    return scale, torch.round(info.max - r_max / scale).to(torch.int64)


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    return linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=dtype), scale, zero_point
