"""Wrong: everything is computed and returned in float32."""

import torch

LOSES = ["test_w8_a16_forward_dtypes", "test_w8_a16_forward_small_scales", "test_W8A16LinearLayer_dtypes"]


def w8_a16_forward(weight, input, scales, bias=None):
    output = torch.nn.functional.linear(input.float(), weight.float()) * scales
    return output if bias is None else output + bias.float()
