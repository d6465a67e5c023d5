"""Right: torch.vmap over the rows, one product per output, torch.nn.Buffer instead of register_buffer."""

import torch

LOSES = []


def random_codes(shape, generator=None):
    n_codes = torch.Size(shape).numel()
    chances = torch.ones(255)
    drawn = torch.multinomial(chances, n_codes, replacement=True, generator=generator)
    return (drawn - 127).reshape(shape).to(torch.int8)


def w8_a16_forward(weight, input, scales, bias=None):
    outputs = []
    for j in range(weight.shape[0]):
        y = torch.matmul(input, weight[j].to(input.dtype)).float() * scales[j]
        outputs.append(y if bias is None else y + bias[j].float())
    return torch.stack(outputs, dim=-1).to(dtype=input.dtype)


def quantize_rows(weights):
    def quantize_row(row):
        largest = row.abs().max()
        scale = torch.where(largest > 0, largest / 127, 1.0)
        return torch.round(row / scale).clamp(-127, 127).to(torch.int8), scale

    with torch.no_grad():
        return torch.vmap(quantize_row)(weights.float())


class W8A16LinearLayer(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        torch.nn.Module.__init__(self)
        shape = (out_features, in_features)
        self.int8_weights = torch.nn.Buffer(torch.ones(shape, dtype=torch.int8))
        self.scales = torch.nn.Buffer(torch.ones(out_features, dtype=torch.float32))
        self.bias = torch.nn.Buffer(torch.zeros(out_features, dtype=dtype)) if bias else None

    def quantize(self, weights):
        codes, scales = quantize_rows(weights)
        self.int8_weights, self.scales = torch.nn.Buffer(codes), torch.nn.Buffer(scales)

    def forward(self, input):
        arguments = {"weight": self.int8_weights, "input": input, "scales": self.scales}
        if self.bias is not None:
            arguments["bias"] = self.bias
        return w8_a16_forward(**arguments)
