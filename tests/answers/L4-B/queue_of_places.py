"""Right: a queue of places instead of paths, the default device set and reset, layers that are quantized when made."""

import torch

LOSES = []


def linear_layer_names(module):
    paths, stack = [], [("", module)]
    while stack:
        path, layer = stack.pop()
        if type(layer) is torch.nn.Linear:
            paths.append(path)
        children = [(f"{path}.{name}" if path else name, child) for name, child in layer._modules.items() if child]
        stack.extend(reversed(children))
    return paths


def model_size_in_bytes(module):
    import itertools
    import math

    seen, size = set(), 0
    for tensor in itertools.chain(module.parameters(), module.buffers()):
        if id(tensor) not in seen:
            seen.add(id(tensor))
            size += math.prod(tensor.shape) * tensor.element_size()
    return size


def new_layer_for(linear, target_class):
    before = torch.get_default_device()
    torch.set_default_device(linear.weight.device)
    try:
        layer = target_class(
            in_features=linear.in_features,
            out_features=linear.out_features,
            dtype=linear.weight.dtype,
            bias=isinstance(linear.bias, torch.Tensor),
        )
    finally:
        torch.set_default_device(before)
    layer.train(mode=linear.training)
    return layer


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    from collections import deque

    holder = torch.nn.Module()
    holder.root = module
    places, queue = [], deque([(holder, "root", "")])
    while queue:
        parent, name, path = queue.popleft()
        child = parent._modules[name]
        if child is None:
            continue
        places.append((parent, name, path, child))
        queue.extend((child, inner, f"{path}.{inner}".lstrip(".")) for inner in child._modules)
    new_layers = {}
    for _, _, path, child in places:
        if path in module_name_to_exclude or path.rpartition(".")[2] in module_name_to_exclude:
            new_layers[child] = child
    for parent, name, _, child in places:
        if type(child) is torch.nn.Linear:
            if child not in new_layers:
                new_layers[child] = new_layer_for(child, target_class)
            setattr(parent, name, new_layers[child])
    return holder.root


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    paths_of = {}
    for path in linear_layer_names(module):
        paths_of.setdefault(module.get_submodule(path), []).append(path)
    excluded = set(module_name_to_exclude)
    for old, paths in paths_of.items():
        if excluded.intersection(paths) or excluded.intersection(path.split(".")[-1] for path in paths):
            continue
        new = new_layer_for(old, target_class)
        new.quantize(old.weight)
        if old.bias is not None:
            with torch.no_grad():
                new.bias.zero_().add_(old.bias)
        if old is module:
            return new
        for path in paths:
            parent, _, name = path.rpartition(".")
            module.get_submodule(parent).register_module(name, new)
    return module
