"""Wrong: quantizes the model that is passed in."""

import torch

from linquant_ref.model_quant import quantize_dequantize

LOSES = ["test_quantize_linear_weights_leaves_the_rest"]


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.weight.data = quantize_dequantize(module.weight, n_bits, granularity, group_size)
    return model
