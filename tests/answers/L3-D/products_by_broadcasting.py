"""Right: every product by broadcasting, float64 sums, the zero points as additional columns of one matrix product."""

import torch

LOSES = []


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    weight = s_w * (q_w.double() - z_w)
    return (input.double().unsqueeze(-2) * weight).sum(-1).to(torch.float32)


def quantize_per_token(input):
    rows = input.to(torch.float32)
    largest, _ = rows.abs().max(dim=-1, keepdim=True)
    scale = (largest / 127).masked_fill(largest == 0, 1.0)
    return rows.div(scale).round().clip(-127, 127).char(), scale


def quantized_linear_W8A8(input, q_w, s_w):
    codes, steps = quantize_per_token(input)
    sums = torch.sum(codes.int()[..., None, :] * q_w.int(), dim=-1, dtype=torch.int32)
    if isinstance(s_w, torch.Tensor) and s_w.ndim == 2:
        s_w = s_w.squeeze(1)
    return sums * steps * s_w


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    x, w = q_x.int(), q_w.int()
    x_sums = x.sum(-1, keepdim=True).int()
    w_sums = w.sum(-1, keepdim=True).int()
    left = torch.cat([x, x_sums, torch.ones_like(x_sums)], dim=-1)
    right = torch.cat([w, torch.full_like(w_sums, -z_w), w.shape[1] * z_x * z_w - z_x * w_sums], dim=-1)
    return left @ right.T
