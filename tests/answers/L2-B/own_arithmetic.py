"""Right: float32 throughout, multiplies by 1 / scale and adds the zero point after rounding."""

import torch

LOSES = []


def value_range(tensor):
    tensor = tensor.float()
    return tensor.min().clamp(max=0).item(), tensor.max().clamp(min=0).item()


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    tensor, info = tensor.float(), torch.iinfo(dtype)
    r_min, r_max = tensor.min().clamp(max=0), tensor.max().clamp(min=0)
    scale = (r_max - r_min) / (info.max - info.min)
    if scale == 0:
        scale = torch.tensor(1.0)
    return scale.item(), int(torch.round(info.min - r_min / scale))


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    codes = torch.round(tensor.float() * (1 / scale)) + zero_point
    return codes.clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype), scale, zero_point
