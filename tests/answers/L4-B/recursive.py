"""Right: recursion over _modules with a memo, tensors moved after the constructor, a state dict for the bias."""

import torch

LOSES = []


def linear_layer_names(module):
    found = []

    def visit(layer, path):
        if type(layer) is torch.nn.Linear:
            found.append(".".join(path))
        for name, child in layer._modules.items():
            if child is not None:
                visit(child, [*path, name])

    visit(module, [])
    return found


def model_size_in_bytes(module):
    sizes = {}
    for layer in module.modules():
        for tensor in [*layer._parameters.values(), *layer._buffers.values()]:
            if tensor is not None:
                sizes[id(tensor)] = tensor.numel() * tensor.dtype.itemsize
    return sum(sizes.values())


def new_layer_for(linear, target_class):
    rows, columns = linear.weight.shape
    layer = target_class(columns, rows, linear.bias is not None, linear.weight.dtype)
    layer.to(linear.weight.device)
    layer.train(linear.training)
    return layer


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    paths = module.named_modules(remove_duplicate=False)
    names = set(module_name_to_exclude)
    kept = {id(found) for path, found in paths if path in names or path.rpartition(".")[2] in names}
    memo = {}

    def visit(layer):
        if id(layer) in kept:
            return layer
        if type(layer) is torch.nn.Linear:
            if layer not in memo:
                memo[layer] = new_layer_for(layer, target_class)
            return memo[layer]
        for name, child in layer._modules.items():
            if child is not None:
                layer._modules[name] = visit(child)
        return layer

    return visit(module)


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    old_layers = {path: module.get_submodule(path) for path in linear_layer_names(module)}
    module = replace_linear_with_target(
        module_name_to_exclude=module_name_to_exclude, module=module, target_class=target_class
    )
    for path, old in old_layers.items():
        new = module.get_submodule(path)
        if new is old:
            continue
        new.quantize(old.weight.data)
        if old.bias is not None:
            new.load_state_dict({"bias": old.bias}, strict=False)
    return module
