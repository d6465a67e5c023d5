"""Right: PyTorch's fake quantization, parameters found by their names, einsum for the squares."""

import copy

import torch

LOSES = []


def accuracy(model, inputs, labels):
    mode = model.training
    model.eval()
    with torch.no_grad():
        ranking = model(inputs).argsort(dim=1, descending=True)
    model.train(mode=mode)
    hits = (ranking[:, 0] == labels).tolist()
    return hits.count(True) / len(hits)


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    values = weight.detach().float()
    if granularity == "group":
        if values.size(1) % group_size:
            raise ValueError(f"group_size={group_size}, columns={values.size(1)}")
        values = values.unflatten(1, (-1, group_size)).flatten(0, 1)
    elif granularity == "tensor":
        values = values.reshape(1, -1)
    quant_max = 2 ** (n_bits - 1) - 1
    scale = values.abs().amax(1) / quant_max
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    zeros = torch.zeros(len(scale), dtype=torch.int32)
    restored = torch.fake_quantize_per_channel_affine(values, scale, zeros, 0, -quant_max, quant_max)
    return restored.reshape(weight.shape)


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    quantized = copy.deepcopy(model)
    for path, parameter in quantized.named_parameters():
        owner, _, name = path.rpartition(".")
        if name == "weight" and isinstance(quantized.get_submodule(owner), torch.nn.Linear):
            parameter.data = quantize_dequantize(parameter.data, n_bits, granularity, group_size)
    return quantized


def quantized_bytes(model, n_bits, granularity="tensor", group_size=8):
    scales_of = {
        "tensor": lambda linear: 1,
        "channel": lambda linear: linear.out_features,
        "group": lambda linear: linear.out_features * linear.in_features // group_size,
    }
    codes = scales = floats = 0
    for module in model.modules():
        floats += sum(parameter.numel() for parameter in module._parameters.values() if parameter is not None)
        if isinstance(module, torch.nn.Linear):
            floats -= module.weight.numel()
            codes += (module.weight.numel() * n_bits + 7) // 8
            scales += scales_of[granularity](module)
    return codes + 2 * scales + 4 * floats


def layer_errors(model, quantized):
    result, others = {}, dict(quantized.named_modules())
    with torch.no_grad():
        for name, module in model.named_modules():
            if not isinstance(module, torch.nn.Linear):
                continue
            error = module.weight - others[name].weight
            try:
                ratio = (
                    torch.einsum("oi,oi->", error, error).item() / torch.einsum("oi,oi->", *[module.weight] * 2).item()
                )
            except ZeroDivisionError:
                ratio = 0.0
            result[name] = ratio
    return result
