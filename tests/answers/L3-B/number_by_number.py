"""Right: Python numbers in the loop, unsqueeze instead of view, norms instead of amax, and codes channel by channel."""

import torch

LOSES = []


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    scales = []
    for channel in r_tensor.unbind(dim):
        largest = max(abs(value) for value in channel.flatten().tolist())
        scales.append(largest / torch.iinfo(dtype).max or 1.0)
    return torch.tensor(scales)


def view_for_broadcast(scale, r_tensor, dim):
    for _ in range(dim % r_tensor.dim()):
        scale = scale.unsqueeze(0)
    while scale.dim() < r_tensor.dim():
        scale = scale.unsqueeze(-1)
    return scale


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    others = [other for other in range(r_tensor.dim()) if other != dim % r_tensor.dim()]
    magnitudes = r_tensor.float().abs()
    largest = torch.linalg.vector_norm(magnitudes, ord=float("inf"), dim=others) if others else magnitudes
    return torch.where(largest > 0, largest / torch.iinfo(dtype).max, 1.0)


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    scales = get_q_scales_with_loop(r_tensor, dim, dtype=dtype)
    codes = torch.empty(r_tensor.shape, dtype=dtype)
    for index, scale in enumerate(scales):
        codes.select(dim, index).copy_(torch.round(r_tensor.select(dim, index).float() / scale))
    return codes, view_for_broadcast(scales, r_tensor, dim)
