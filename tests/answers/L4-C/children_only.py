"""Wrong: looks at the direct children and misses nested layers."""

import copy

import torch

from linquant_ref.model_quant import quantize_dequantize

LOSES = ["test_quantize_linear_weights_example"]


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    quantized = copy.deepcopy(model)
    for module in quantized.children():
        if isinstance(module, torch.nn.Linear):
            module.weight.data = quantize_dequantize(module.weight, n_bits, granularity, group_size)
    return quantized
