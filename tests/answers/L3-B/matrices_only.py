"""Wrong: written for matrices."""

import torch

from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = [
    "test_get_q_scales_with_loop_any_dim",
    "test_view_for_broadcast_any_rank",
    "test_get_q_scales_any_rank",
    "test_get_q_scales_transposed",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_view_for_broadcast_negative_dim",
]


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    channels = r_tensor if dim in (0, -2) else r_tensor.t()
    return torch.tensor([get_q_scale_symmetric(channels[i], dtype=dtype) for i in range(len(channels))])


def view_for_broadcast(scale, r_tensor, dim):
    return scale.view(-1, 1) if dim in (0, -2) else scale.view(1, -1)


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = r_tensor.float().abs().amax(dim=1 if dim in (0, -2) else 0)
    return (largest / torch.iinfo(dtype).max).clamp(min=torch.finfo(torch.float32).tiny)
