"""Right: every module of the tree looks at its own children; the type is compared by ==, sizes by untyped storage."""

import torch

from linquant_ref.replace import replace_linear_with_target

LOSES = []


def linear_layer_names(module):
    names = []
    for path, layer in module.named_modules(remove_duplicate=False):
        if layer.__class__ == torch.nn.Linear:
            names += [path]
    return names


def model_size_in_bytes(module):
    tensors = {id(tensor): tensor for tensor in [*module.parameters(), *module.buffers()]}
    return sum(tensor.untyped_storage().nbytes() for tensor in tensors.values())


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    before = dict(module.named_modules(remove_duplicate=False))
    result = replace_linear_with_target(module, target_class, tuple(module_name_to_exclude))
    for path, new in result.named_modules():
        if type(new) is target_class and type(before[path]) is torch.nn.Linear:
            new.quantize(before[path].weight)
            if before[path].bias is not None:
                with torch.no_grad():
                    new.bias[:] = before[path].bias
    return result
