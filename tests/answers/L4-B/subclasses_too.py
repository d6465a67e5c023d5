"""Wrong: isinstance also takes subclasses, which attention and others rely on."""

import torch

from linquant_ref.replace import new_layer_for

LOSES = ["test_linear_layer_names_exact_type", "test_replace_linear_with_target_exact_type"]


def linear_layer_names(module):
    layers = module.named_modules(remove_duplicate=False)
    return [path for path, layer in layers if isinstance(layer, torch.nn.Linear)]


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    layers = list(module.named_modules(remove_duplicate=False))
    new_layers = {layer: layer for path, layer in layers if {path, path.split(".")[-1]} & set(module_name_to_exclude)}
    for path, layer in layers:
        if isinstance(layer, torch.nn.Linear):
            if layer not in new_layers:
                new_layers[layer] = new_layer_for(layer, target_class)
            if path == "":
                return new_layers[layer]
            setattr(module.get_submodule(path.rpartition(".")[0]), path.rpartition(".")[2], new_layers[layer])
    return module
