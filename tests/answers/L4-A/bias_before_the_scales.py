"""Wrong: the bias is added by linear, so that the scales multiply it too."""

import torch

LOSES = ["test_w8_a16_forward_dtypes", "test_w8_a16_forward_example", "test_w8_a16_forward_shapes"]


def w8_a16_forward(weight, input, scales, bias=None):
    if bias is not None:
        bias = bias.to(input.dtype)
    return (torch.nn.functional.linear(input, weight.to(input.dtype), bias) * scales).to(input.dtype)
