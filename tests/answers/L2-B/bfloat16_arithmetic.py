"""Wrong: a bfloat16 tensor is quantized in bfloat16, whose eight binary digits round 127.5 up to 128 (bug 2)."""

import torch

LOSES = ["test_get_q_scale_and_zero_point_bfloat16", "test_linear_quantization_bfloat16"]


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    info = torch.iinfo(dtype)
    r_min, r_max = tensor.min().clamp(max=0), tensor.max().clamp(min=0)
    scale = ((r_max - r_min) / (info.max - info.min)).clamp(min=1e-30)
    return scale.item(), round((info.min - r_min / scale).item())


def linear_quantization(tensor, dtype=torch.int8):
    scale, zero_point = get_q_scale_and_zero_point(tensor, dtype=dtype)
    return (
        torch.round(tensor / scale + zero_point).clamp(torch.iinfo(dtype).min, torch.iinfo(dtype).max).to(dtype),
        scale,
        zero_point,
    )
