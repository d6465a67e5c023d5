"""Wrong: scales and bias are parameters, and a trainer would change them; bias=False is ignored."""

import torch

from linquant_ref.linear_layer import quantize_rows, w8_a16_forward

LOSES = ["test_W8A16LinearLayer_bias", "test_W8A16LinearLayer_state_dict"]


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.register_buffer("int8_weights", torch.zeros(out_features, in_features, dtype=torch.int8))
        self.scales = torch.nn.Parameter(torch.ones(out_features))
        self.bias = torch.nn.Parameter(torch.zeros(out_features, dtype=dtype))

    def quantize(self, weights):
        self.int8_weights, scales = quantize_rows(weights)
        self.scales.data = scales

    def forward(self, input):
        return w8_a16_forward(self.int8_weights, input, self.scales, self.bias)
