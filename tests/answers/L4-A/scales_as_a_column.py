"""Wrong: the scales stand as for the weight, one per row of the output, which is the input's row."""

import torch

LOSES = [
    "test_W8A16LinearLayer_bias",
    "test_W8A16LinearLayer_quantize",
    "test_W8A16LinearLayer_shapes",
    "test_w8_a16_forward_dtypes",
    "test_w8_a16_forward_example",
    "test_w8_a16_forward_shapes",
    "test_w8_a16_forward_small_scales",
]


def w8_a16_forward(weight, input, scales, bias=None):
    output = torch.nn.functional.linear(input, weight.to(input.dtype)) * scales.view(-1, 1)
    return (output if bias is None else output + bias).to(input.dtype)
