"""Wrong: int16 is wide enough for a product but not for a sum."""

import torch

from linquant_ref.inference import quantize_per_token

LOSES = ["test_quantized_linear_W8A8_does_not_wrap"]


def quantized_linear_W8A8(input, q_w, s_w):
    q_x, s_x = quantize_per_token(input)
    return (q_x.to(torch.int16) @ q_w.to(torch.int16).t()) * s_x * torch.as_tensor(s_w).flatten()
