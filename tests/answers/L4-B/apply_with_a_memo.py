"""Right: module.apply with a dict of new layers, recursion with yield, sizes from a set of tensors."""

import torch

LOSES = []


def linear_layer_names(module):
    def walk(layer, prefix):
        if type(layer) == torch.nn.Linear:  # noqa: E721
            yield prefix.rstrip(".")
        for name, child in layer._modules.items():
            if child is not None:
                yield from walk(child, f"{prefix}{name}.")

    return list(walk(module, ""))


def model_size_in_bytes(module):
    tensors = set()
    tensors.update(module.parameters())
    tensors.update(module.buffers())
    return sum(tensor.nbytes for tensor in tensors)


def new_layer_for(linear, target_class):
    options = dict(bias=linear.bias is not None, dtype=linear.weight.dtype)  # noqa: C408
    with linear.weight.device:
        layer = target_class(linear.in_features, linear.out_features, **options)
    if not linear.training:
        layer.eval()
    return layer


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    new_layers = {}
    for path in linear_layer_names(module):
        old = module.get_submodule(path)
        new_layers[old] = new_layer_for(old, target_class)
    for path in linear_layer_names(module):
        if path in module_name_to_exclude or path.split(".")[-1] in module_name_to_exclude:
            new_layers.pop(module.get_submodule(path), None)

    def replace_children(parent):
        for name, child in parent._modules.items():
            if child in new_layers:
                parent._modules[name] = new_layers[child]

    module.apply(replace_children)
    return new_layers.get(module, module)


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    old_layers = dict(module.named_modules(remove_duplicate=False))
    result = replace_linear_with_target(module, target_class, module_name_to_exclude)
    done = set()
    for path, new in result.named_modules(remove_duplicate=False):
        old = old_layers.get(path, new)
        if old is new or new in done:
            continue
        done.add(new)
        new.quantize(old.weight.detach())
        if old.bias is not None:
            new.bias.data.copy_(old.bias.data)
    return result
