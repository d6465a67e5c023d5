"""Wrong: a negative dim is compared with the dimensions as they are counted from the front."""

import torch

LOSES = [
    "test_get_q_scales_any_rank",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_view_for_broadcast_negative_dim",
]


def view_for_broadcast(scale, r_tensor, dim):
    return scale.view([-1 if other == dim else 1 for other in range(r_tensor.dim())])


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    others = [other for other in range(r_tensor.dim()) if other != dim]
    largest = r_tensor.float().abs().amax(dim=others) if others else r_tensor.float().abs()
    return (largest / torch.iinfo(dtype).max).clamp(min=torch.finfo(torch.float32).tiny)
