"""Right: copies and changes state dicts, counts by names."""

import copy

import torch

from linquant_ref.model_quant import quantize_dequantize

LOSES = []


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    linear = {f"{name}.weight".lstrip(".") for name, m in model.named_modules() if type(m) is torch.nn.Linear}
    state = {
        name: quantize_dequantize(value, n_bits, granularity, group_size) if name in linear else value
        for name, value in model.state_dict().items()
    }
    result = copy.deepcopy(model)
    result.load_state_dict(state)
    return result


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    import math

    size = 0
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if isinstance(module, torch.nn.Linear) and name == "weight":
                n_scales = {"tensor": 1, "channel": len(parameter), "group": parameter.numel() // group_size}
                size += math.ceil(parameter.numel() * n_bits / 8) + 2 * n_scales[granularity]
            else:
                size += parameter.numel() * 4
    return size


def layer_errors(model, quantized):
    weights = dict(quantized.named_parameters())
    result = {}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear):
            prefix = f"{name}." if name else ""
            difference = module.weight - weights[f"{prefix}weight"]
            size = torch.linalg.norm(module.weight).item()
            result[name] = (torch.linalg.norm(difference).item() / size) ** 2 if size > 0 else 0.0
    return result
