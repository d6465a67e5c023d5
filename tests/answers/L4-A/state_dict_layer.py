"""Right: codes drawn unsigned, a matrix product of flattened rows, a layer that loads its own state dict."""

import torch

LOSES = []


def random_codes(shape, generator=None):
    unsigned = torch.empty(shape, dtype=torch.uint8)
    unsigned.random_(0, 255, generator=generator)
    return (unsigned.short() - 127).to(torch.int8)


def w8_a16_forward(weight, input, scales, bias=None):
    in_features = input.shape[-1]
    rows = input.reshape(-1, in_features)
    products = rows.mm(weight.t().to(input.dtype)).mul(scales)
    if bias is not None:
        products.add_(bias)
    return products.reshape(*input.shape[:-1], len(scales)).type_as(input)


def quantize_rows(weights):
    weights = weights.data.to(torch.float64)
    scales = torch.linalg.vector_norm(weights, ord=torch.inf, dim=1) / 127
    safe = scales.masked_fill(scales == 0.0, 1e-20)
    codes = (weights.T / safe).T.round()
    return torch.clip(codes, min=-127, max=127).to(torch.int8), safe.to(torch.float32)


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.register_buffer("scales", None)
        self.register_buffer("int8_weights", None)
        self.register_buffer("bias", None)
        self.scales = torch.ones(self.out_features)
        self.int8_weights = torch.zeros(self.out_features, self.in_features).to(torch.int8)
        if bias:
            self.bias = torch.zeros(self.out_features, dtype=dtype)

    def quantize(self, weights):
        codes, scales = quantize_rows(weights=weights)
        self.load_state_dict({"int8_weights": codes, "scales": scales}, strict=False)

    def forward(self, input):
        state = dict(self.named_buffers())
        return w8_a16_forward(state["int8_weights"], input, state["scales"], state.get("bias"))
