"""Wrong: plain attributes are in no state dict."""

import torch

from linquant_ref.linear_layer import quantize_rows, w8_a16_forward

LOSES = ["test_W8A16LinearLayer_state_dict"]


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.int8_weights = torch.zeros(out_features, in_features, dtype=torch.int8)
        self.scales = torch.ones(out_features)
        self.bias = torch.zeros(out_features, dtype=dtype) if bias else None

    def quantize(self, weights):
        self.int8_weights, self.scales = quantize_rows(weights)

    def forward(self, input):
        return w8_a16_forward(self.int8_weights, input, self.scales, self.bias)
