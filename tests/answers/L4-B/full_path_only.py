"""Wrong: an excluded name is compared with the full path only."""

import torch

from linquant_ref.replace import new_layer_for

LOSES = ["test_replace_linear_with_target_excluded_paths"]


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    layers = list(module.named_modules(remove_duplicate=False))
    new_layers = {layer: layer for path, layer in layers if path in module_name_to_exclude}
    for path, layer in layers:
        if type(layer) is torch.nn.Linear:
            new_layers.setdefault(layer, None)
            if new_layers[layer] is None:
                new_layers[layer] = new_layer_for(layer, target_class)
            if path == "":
                module = new_layers[layer]
            else:
                parent, _, name = path.rpartition(".")
                setattr(module.get_submodule(parent), name, new_layers[layer])
    return module
