"""Right: a table of column numbers, recursion down to single rows, the sizes of a whole matrix."""

import torch

LOSES = []


def split_into_groups(tensor, group_size):
    last = tensor.shape[-1]
    if last % group_size > 0:
        raise ValueError(f"{last} / {group_size} leaves {last % group_size}")
    columns = torch.arange(last).reshape(-1, group_size)
    return tensor[..., columns]


def linear_q_symmetric_per_group(tensor, group_size, dtype=torch.int8, n_bits=None):
    if tensor.ndim > 1:
        pairs = [linear_q_symmetric_per_group(row, group_size, dtype, n_bits) for row in tensor]
        return torch.stack([codes for codes, _ in pairs]), torch.stack([scale for _, scale in pairs])
    if n_bits is None:
        n_bits = torch.iinfo(dtype).bits
    highest = 2 ** (n_bits - 1) - 1
    codes, scales = [], []
    for group in split_into_groups(tensor, group_size).float():
        scale = group.abs().max() / highest
        if scale == 0:
            scale = torch.tensor(1.0)
        scales.append(scale)
        codes.append((group / scale).round().clip(-highest, highest).to(dtype))
    return torch.cat(codes), torch.stack(scales)


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    group_of_column = torch.arange(quantized_tensor.shape[-1]).div(group_size, rounding_mode="floor")
    return quantized_tensor.to(torch.float32) * scale.to(torch.float32)[..., group_of_column]


def bits_per_weight(bits, group_size, scale_bits=16):
    n_groups = 1000
    n_weights = n_groups * group_size
    return (n_weights * bits + n_groups * scale_bits) / n_weights
