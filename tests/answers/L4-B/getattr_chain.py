"""Right: a chain of getattr, a layer made by functools.partial inside an ExitStack, a list of excluded paths."""

import torch

LOSES = []


def linear_layer_names(module):
    paths = []
    for path, owner in [("", None), *module.named_modules(remove_duplicate=False)]:
        if owner is None:
            paths += [""] if type(module) is torch.nn.Linear else []
            continue
        for name, child in owner._modules.items():
            if type(child) is torch.nn.Linear:
                paths.append(".".join(filter(None, [path, name])))
    order = [path for path, _ in module.named_modules(remove_duplicate=False)]
    return sorted(paths, key=order.index)


def new_layer_for(linear, target_class):
    import contextlib
    import functools

    make = functools.partial(target_class, linear.in_features, linear.out_features, dtype=linear.weight.dtype)
    with contextlib.ExitStack() as stack:
        stack.enter_context(torch.device(linear.weight.device))
        layer = make(bias=False) if linear.bias is None else make(bias=True)
    for module in layer.modules():
        module.training = linear.training
    return layer


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    import functools

    all_paths = linear_layer_names(module)
    by_path = {path: module.get_submodule(path) for path in all_paths}
    kept_paths = [path for path in all_paths if path in module_name_to_exclude]
    kept_paths += [path for path in all_paths if path.split(".").pop() in module_name_to_exclude]
    kept = {id(by_path[path]) for path in kept_paths}
    new_layers = {id(old): new_layer_for(old, target_class) for old in by_path.values() if id(old) not in kept}
    for path, old in by_path.items():
        if id(old) in kept:
            continue
        if old is module:
            module = new_layers[id(old)]
        else:
            *steps, last = path.split(".")
            setattr(functools.reduce(getattr, steps, module), last, new_layers[id(old)])
    return module


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    weights, biases = {}, {}
    for path in linear_layer_names(module):
        weights[path], biases[path] = module.get_submodule(path).weight, module.get_submodule(path).bias
    before = set(weights)
    module = replace_linear_with_target(module, target_class, module_name_to_exclude)
    for path in before.difference(linear_layer_names(module)):
        layer = module.get_submodule(path)
        layer.quantize(weights[path])
        if biases[path] is not None:
            layer.bias.detach().copy_(biases[path].detach())
    return module
