"""Right: the matrix goes through NumPy."""

import torch

LOSES = []


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    import numpy as np

    array = weight.detach().float().numpy()
    rows, columns = array.shape
    if granularity == "group":
        if columns % group_size:
            raise ValueError(f"{group_size} does not divide {columns}")
        blocks = array.reshape(rows, columns // group_size, group_size)
    else:
        blocks = array.reshape(rows, 1, columns)
    axis = None if granularity == "tensor" else 2
    largest = np.abs(blocks).max(axis=axis, keepdims=True)
    q_max = 2 ** (n_bits - 1) - 1
    scale = np.where(largest > 0, largest / q_max, np.float32(1))
    return torch.from_numpy((np.rint(blocks / scale) * scale).reshape(rows, columns).astype(np.float32))
