"""Wrong: one scale per column, not per row."""

import torch

LOSES = ["test_quantize_dequantize_example", "test_quantize_linear_weights_options"]


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    if granularity == "group" and weight.shape[1] % group_size:
        raise ValueError(group_size)
    q_max = 2 ** (n_bits - 1) - 1
    w = weight.detach().float()
    if granularity == "group":
        w = w.reshape(-1, group_size)
    largest = {"tensor": w.abs().max(), "channel": w.abs().amax(0), "group": w.abs().amax(-1, keepdim=True)}
    scale = (largest[granularity] / q_max).clamp(min=1e-30)
    return (torch.round(w / scale) * scale).reshape(weight.shape)
