"""Right: the earlier lessons' functions, the weight scaled before the product, buffers made by empty."""

import torch

LOSES = []


def w8_a16_forward(weight, input, scales, bias=None):
    dequantized = weight.float() * scales[:, None]
    return torch.nn.functional.linear(input.float(), dequantized, None if bias is None else bias.float()).to(
        input.dtype
    )


def quantize_rows(weights):
    from linquant_ref.per_channel import linear_q_symmetric_per_channel

    codes, scales = linear_q_symmetric_per_channel(weights, 0)
    return codes, scales.flatten()


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.register_buffer("int8_weights", torch.full((out_features, in_features), 127, dtype=torch.int8))
        self.register_buffer("scales", torch.full([out_features], 0.01))
        self.register_buffer("bias", torch.zeros(out_features).to(dtype) if bias else None)

    @torch.no_grad()
    def quantize(self, weights):
        codes, scales = quantize_rows(weights)
        self.register_buffer("int8_weights", codes)
        self.register_buffer("scales", scales)
        return self

    def forward(self, input):
        return w8_a16_forward(self.int8_weights, input, self.scales, self.bias)
