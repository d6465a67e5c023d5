"""Right: amax and -amin with keepdim, flattened; the final function does everything itself."""

import torch

LOSES = []


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = torch.maximum(r_tensor.float(), -r_tensor.float())
    for other in range(r_tensor.dim()):
        if other != dim % r_tensor.dim():
            largest = largest.amax(dim=other, keepdim=True)
    scale = largest.flatten().div(torch.iinfo(dtype).max)
    scale[scale == 0] = 1
    return scale


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    others = [other for other in range(r_tensor.dim()) if other != range(r_tensor.dim())[dim]]
    largest = r_tensor.float().abs()
    if others:
        largest = largest.amax(dim=others, keepdim=True)
    scale = (largest / torch.iinfo(dtype).max).masked_fill(largest == 0, 1.0)
    return (r_tensor.float() / scale).round().clamp(-torch.iinfo(dtype).max, torch.iinfo(dtype).max).to(dtype), scale
