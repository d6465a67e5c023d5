"""Right: numpy for the sums, the nearest of all levels instead of rounding, a deepcopy that is told the new weights."""

import copy

import torch

LOSES = []


def accuracy(model, inputs, labels):
    import numpy as np

    before = model.training
    with torch.no_grad():
        scores = model.eval()(inputs).numpy()
    model.train(before)
    return float(np.mean(np.argmax(scores, axis=1) == labels.numpy()))


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    def nearest(part):
        highest = 2 ** (n_bits - 1) - 1
        levels = torch.arange(-highest, highest + 1) * (part.abs().max() / highest)
        return levels[(part.unsqueeze(-1) - levels).abs().argmin(dim=-1)]

    weight = weight.detach().to(torch.float32)
    columns = weight.shape[1]
    if granularity == "tensor":
        return nearest(weight)
    if granularity == "channel":
        group_size = columns
    if columns % group_size > 0:
        raise ValueError("group_size must divide the columns")
    blocks = [nearest(block) for row in weight for block in row.split(group_size)]
    return torch.cat(blocks).reshape(weight.shape)


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    known = {}
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            new = quantize_dequantize(module.weight, n_bits, granularity, group_size)
            known[id(module.weight)] = torch.nn.Parameter(new)
    return copy.deepcopy(model, known)


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    import numpy as np

    linear = [module for module in model.modules() if isinstance(module, torch.nn.Linear)]
    sizes = np.array([module.weight.numel() for module in linear])
    rows = np.array([module.out_features for module in linear])
    scales = {"tensor": np.ones_like(sizes), "channel": rows, "group": sizes // group_size}[granularity]
    everything = np.array([parameter.numel() for parameter in model.parameters()])
    return int((np.ceil(sizes * n_bits / 8) + 2 * scales).sum() + 4 * (everything.sum() - sizes.sum()))


def layer_errors(model, quantized):
    import numpy as np

    errors = {}
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear):
            old = module.weight.detach().numpy().astype(np.float64)
            new = quantized.get_submodule(name).weight.detach().numpy()
            squares = float(np.square(old).sum())
            errors[name] = float(np.square(old - new).sum()) / squares if squares > 0 else 0.0
    return errors
