"""Wrong: scales in the dtype of the tensor, where float16 can turn them into 0."""

import torch

from linquant_ref.per_channel import view_for_broadcast
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = [
    "test_get_q_scales_with_loop_low_precision",
    "test_get_q_scales_low_precision",
    "test_linear_q_symmetric_per_channel_bfloat16",
]


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    scale = torch.zeros(r_tensor.shape[dim], dtype=r_tensor.dtype)
    for index in range(r_tensor.shape[dim]):
        scale[index] = get_q_scale_symmetric(r_tensor.select(dim, index), dtype=dtype)
    return scale


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = r_tensor.movedim(dim, 0).reshape(r_tensor.shape[dim], -1).abs().amax(dim=1)
    return (largest / torch.iinfo(dtype).max).clamp(min=torch.finfo(r_tensor.dtype).tiny)


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype=dtype), r_tensor, dim)
    return torch.round(r_tensor / scale).to(dtype), scale
