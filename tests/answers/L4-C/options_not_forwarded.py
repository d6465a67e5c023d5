"""Wrong: forwards n_bits, and leaves granularity and group_size at their defaults."""

import copy

import torch

from linquant_ref.model_quant import quantize_dequantize

LOSES = ["test_quantize_linear_weights_options"]


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    quantized = copy.deepcopy(model)
    for module in quantized.modules():
        if isinstance(module, torch.nn.Linear):
            module.weight.data = quantize_dequantize(module.weight, n_bits)
    return quantized
