"""Wrong: divides by a scale of 0."""

import torch

LOSES = ["test_quantize_dequantize_zeros"]


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    if granularity == "group" and weight.shape[1] % group_size:
        raise ValueError(group_size)
    shape = {"tensor": (1, -1), "channel": (weight.shape[0], -1), "group": (-1, group_size)}[granularity]
    rows = weight.detach().float().reshape(shape)
    scale = rows.abs().amax(dim=1, keepdim=True) / (2 ** (n_bits - 1) - 1)
    return (torch.round(rows / scale) * scale).reshape(weight.shape)
