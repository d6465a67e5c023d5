"""Wrong: scales in the dtype of the weights lose digits, or become 0, and are cast again in the forward pass."""

import torch

LOSES = [
    "test_quantize_rows_low_precision",
    "test_quantize_rows_zeros",
    "test_w8_a16_forward_small_scales",
    "test_W8A16LinearLayer_dtypes",
]


def w8_a16_forward(weight, input, scales, bias=None):
    output = torch.nn.functional.linear(input, weight.to(input.dtype)) * scales.to(input.dtype)
    return output if bias is None else output + bias


def quantize_rows(weights):
    exact = weights.detach().float()
    scales = (exact.abs().amax(dim=1) / 127).clamp(min=torch.finfo(torch.float32).tiny)
    return torch.round(exact / scales[:, None]).clamp(-127, 127).to(torch.int8), scales.to(weights.dtype)
