"""Wrong: scales and bias of shape [1, out], and dtype for the scales instead of the bias."""

import torch

from linquant_ref.linear_layer import quantize_rows, w8_a16_forward

LOSES = ["test_W8A16LinearLayer_*"]


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.register_buffer("int8_weights", torch.zeros(out_features, in_features, dtype=torch.int8))
        self.register_buffer("scales", torch.ones(1, out_features, dtype=dtype))
        self.register_buffer("bias", torch.zeros(1, out_features) if bias else None)

    def quantize(self, weights):
        self.int8_weights, scales = quantize_rows(weights)
        self.scales = scales.view(1, -1).to(self.scales.dtype)

    def forward(self, input):
        return w8_a16_forward(self.int8_weights, input, self.scales, self.bias)
