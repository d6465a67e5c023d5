"""Right: L3-C's groups for all three granularities, recursion through named_children, new parameters."""

import copy

import torch

LOSES = []


def accuracy(model, inputs, labels):
    was_training = model.training
    gradients = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    model.train(False)
    _, guesses = model(inputs).topk(1, dim=1)
    model.train(was_training)
    torch.set_grad_enabled(gradients)
    return torch.count_nonzero(guesses.squeeze(1) == labels).item() / labels.numel()


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    from linquant_ref.per_group import linear_dequantization_per_group, linear_q_symmetric_per_group

    given = weight.flatten() if granularity == "tensor" else weight
    width = group_size if granularity == "group" else given.shape[-1]
    codes, scale = linear_q_symmetric_per_group(given, width, n_bits=n_bits)
    return linear_dequantization_per_group(codes, scale, width).reshape(weight.shape)


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    def visit(module):
        if isinstance(module, torch.nn.Linear):
            module.weight = torch.nn.Parameter(quantize_dequantize(module.weight, n_bits, granularity, group_size))
        for _, child in module.named_children():
            visit(child)

    result = copy.deepcopy(model)
    visit(result)
    return result


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    if isinstance(model, torch.nn.Linear):
        rows, columns = model.weight.shape
        whole, rest = divmod(rows * columns * n_bits, 8)
        if granularity == "tensor":
            n_scales = 1
        elif granularity == "channel":
            n_scales = rows
        else:
            n_scales = rows * (columns // group_size)
        biases = 0 if model.bias is None else 4 * len(model.bias)
        return whole + (rest > 0) + 2 * n_scales + biases
    own = sum(4 * parameter.numel() for parameter in model.parameters(recurse=False))
    return own + sum(quantized_bytes(child, n_bits, granularity, group_size) for child in model.children())


def layer_errors(model, quantized):
    def relative(name):
        old = model.get_submodule(name).weight.detach().double().flatten()
        new = quantized.get_submodule(name).weight.detach().double().flatten()
        return (torch.dot(old - new, old - new) / torch.dot(old, old)).nan_to_num(0.0).item()

    return {name: relative(name) for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)}
