"""Right: parts of a copy that change in place, batches, module.apply, and a fraction of bits."""

import copy

import torch

LOSES = []


def accuracy(model, inputs, labels):
    mode, right = model.training, 0
    try:
        model.eval()
        for start in range(0, len(inputs), 100):
            with torch.inference_mode():
                scores = model(inputs[start : start + 100])
            right += (scores.max(dim=-1).indices == labels[start : start + 100]).sum().item()
    finally:
        model.train(mode)
    return right / len(inputs)


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    if granularity == "group" and weight.shape[1] % group_size != 0:
        raise ValueError(f"{weight.shape[1]} columns, groups of {group_size}")
    result = torch.empty(weight.shape).copy_(weight.detach())
    if granularity == "tensor":
        parts = [result]
    elif granularity == "channel":
        parts = result.unbind(0)
    else:
        parts = [part for row in result for part in row.split(group_size)]
    highest = (1 << (n_bits - 1)) - 1
    for part in parts:
        scale = part.abs().max() / highest
        if scale > 0:
            part.div_(scale).round_().clamp_(-highest, highest).mul_(scale)
    return result


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    def quantize(module):
        if isinstance(module, torch.nn.Linear):
            new = quantize_dequantize(module.weight, n_bits, granularity=granularity, group_size=group_size)
            with torch.no_grad():
                module.weight.copy_(new)

    return copy.deepcopy(model).apply(quantize)


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    import math
    from fractions import Fraction

    total = Fraction(0)
    linear_weights = [m.weight for m in model.modules() if isinstance(m, torch.nn.Linear)]
    for weight in linear_weights:
        elements_per_scale = {"tensor": weight.numel(), "channel": weight.shape[1], "group": group_size}[granularity]
        total += math.ceil(weight.numel() * Fraction(n_bits, 8)) + Fraction(2 * weight.numel(), elements_per_scale)
    for parameter in model.parameters():
        if not any(parameter is weight for weight in linear_weights):
            total += 4 * parameter.numel()
    return int(total)


def layer_errors(model, quantized):
    errors = {}
    for (name, old), new in zip(model.named_modules(), quantized.modules(), strict=True):
        if isinstance(old, torch.nn.Linear):
            size = torch.sum(old.weight**2).item()
            noise = torch.nn.functional.mse_loss(new.weight, old.weight, reduction="sum").item()
            errors[name] = 0.0 if noise == 0 else noise / size
    return errors
