"""Wrong: amax over an empty list of dimensions reduces all of them, so that a vector gets one scale."""

import torch

LOSES = ["test_get_q_scales_any_rank", "test_linear_q_symmetric_per_channel_any_rank"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    others = [other for other in range(r_tensor.dim()) if other != dim % r_tensor.dim()]
    largest = r_tensor.float().abs().amax(dim=others)
    return (largest / torch.iinfo(dtype).max).clamp(min=torch.finfo(torch.float32).tiny)
