"""Wrong: a list comprehension is a loop too."""

import torch

LOSES = ["test_get_q_scales_without_a_loop"]


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    largest = torch.stack([channel.float().abs().max() for channel in r_tensor.unbind(dim)])
    return (largest / torch.iinfo(dtype).max).clamp(min=torch.finfo(torch.float32).tiny)
