"""Right: quantized through NumPy in float64, random codes by choosing from a table, the product as einsum."""

import torch

LOSES = []


def random_codes(shape, generator=None):
    position = (torch.rand(shape, generator=generator, dtype=torch.float64) * 255).floor().long()
    return torch.arange(-127, 128, dtype=torch.int8)[position]


def w8_a16_forward(weight, input, scales, bias=None):
    result = torch.einsum("...i,oi->...o", input, weight.to(dtype=input.dtype))
    result = result.float() * scales.float().view(1, -1)
    if bias is not None:
        result += bias.float()
    return result.to(input.dtype)


def quantize_rows(weights):
    import numpy as np

    values = weights.detach().double().numpy()
    scales = np.abs(values).max(axis=1, keepdims=True) / 127
    scales[scales == 0] = 1e-30
    codes = np.clip(np.rint(values / scales), -127, 127).astype(np.int8)
    return torch.from_numpy(codes), torch.from_numpy(scales.astype(np.float32).squeeze(1))
