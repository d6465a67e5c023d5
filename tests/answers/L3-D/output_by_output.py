"""Right: loops over the outputs and the rows."""

import torch

LOSES = []


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    outputs = []
    for index, row in enumerate(q_w):
        scale = s_w[index].item() if isinstance(s_w, torch.Tensor) else s_w
        outputs.append((input.double() * (row.double() - z_w)).sum(dim=-1) * scale)
    return torch.stack(outputs, dim=-1).float()


def quantize_per_token(input):
    rows = input.reshape(-1, input.shape[-1]).float()
    codes, scales = torch.zeros(rows.shape, dtype=torch.int8), torch.ones(len(rows))
    for index, row in enumerate(rows):
        largest = row.abs().max().item()
        if largest > 0:
            scales[index] = largest / 127
            codes[index] = (row / scales[index]).round().clamp(-128, 127)
    return codes.reshape(input.shape), scales.reshape(*input.shape[:-1], 1)


def quantized_linear_W8A8(input, q_w, s_w):
    q_x, s_x = quantize_per_token(input)
    sums = torch.stack([(q_x.int() * row.int()).sum(dim=-1) for row in q_w], dim=-1)
    scales = s_w if isinstance(s_w, torch.Tensor) and s_w.dim() > 0 else torch.full((len(q_w), 1), float(s_w))
    return s_x * (sums.float() * scales[:, 0])


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    q_x, q_w = q_x.long(), q_w.long()
    sums = []
    for row in q_w:
        pairs = (q_x * row).sum(dim=-1) - z_w * q_x.sum(dim=-1)
        sums.append(pairs - z_x * row.sum() + len(row) * z_x * z_w)
    return torch.stack(sums, dim=-1).to(torch.int32)
