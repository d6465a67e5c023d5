"""Right: buffers and in-place methods on true copies, a running sum for the codes."""

import torch

LOSES = []


def every_code(dtype=torch.int8):
    codes = torch.ones(2 ** torch.iinfo(dtype).bits, dtype=torch.int64)
    codes[0] = torch.iinfo(dtype).min
    return codes.cumsum_(dim=0).to(dtype)


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    codes = tensor.detach().to(torch.float32, copy=True)
    codes /= scale
    codes += zero_point
    codes.round_()
    codes[codes < torch.iinfo(dtype).min] = torch.iinfo(dtype).min
    codes[codes > torch.iinfo(dtype).max] = torch.iinfo(dtype).max
    return torch.empty_like(codes, dtype=dtype).copy_(codes)


def linear_dequantization(quantized_tensor, scale, zero_point):
    result = torch.zeros(quantized_tensor.shape)
    result += quantized_tensor
    result -= zero_point
    return result.mul_(scale)
