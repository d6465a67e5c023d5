"""Wrong: quantize keeps the old scales, and forward forgets the bias."""

import torch

from linquant_ref.linear_layer import quantize_rows, w8_a16_forward

LOSES = ["test_W8A16LinearLayer_quantize", "test_W8A16LinearLayer_bias", "test_W8A16LinearLayer_dtypes"]


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.register_buffer("int8_weights", torch.zeros(out_features, in_features, dtype=torch.int8))
        self.register_buffer("scales", torch.ones(out_features))
        self.register_buffer("bias", torch.zeros(out_features, dtype=dtype) if bias else None)

    def quantize(self, weights):
        self.int8_weights = quantize_rows(weights)[0]

    def forward(self, input):
        return w8_a16_forward(self.int8_weights, input, self.scales)
