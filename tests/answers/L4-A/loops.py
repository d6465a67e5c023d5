"""Right: Python loops and Python numbers, and buffers that copy_ fills."""

import torch

from linquant_ref.linear_layer import w8_a16_forward

LOSES = []


def random_codes(shape, generator=None):
    codes = torch.zeros(shape, dtype=torch.int8)
    return codes.random_(-127, 128, generator=generator)


def quantize_rows(weights):
    codes, scales = [], []
    for row in weights.float().tolist():
        scale = max(abs(value) for value in row) / 127 or 1.0
        scales.append(scale)
        codes.append([max(-127, min(127, round(value / scale))) for value in row])
    return torch.tensor(codes, dtype=torch.int8), torch.tensor(scales)


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.register_buffer("int8_weights", random_codes((out_features, in_features)))
        self.register_buffer("scales", torch.rand(out_features) + 0.5)
        if bias:
            self.register_buffer("bias", torch.zeros(out_features, dtype=dtype))
        else:
            self.bias = None

    def quantize(self, weights):
        codes, scales = quantize_rows(weights.clone())
        self.int8_weights.copy_(codes)
        self.scales.copy_(scales)

    def forward(self, input):
        return w8_a16_forward(input=input, weight=self.int8_weights, bias=self.bias, scales=self.scales)
