"""Wrong: a root that is a linear layer comes back as it was."""

import torch

from linquant_ref.replace import new_layer_for

LOSES = ["test_replace_linear_with_target_root", "test_replace_linear_with_target_and_quantize_root"]


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    layers = list(module.named_modules(remove_duplicate=False))
    new_layers = {layer: layer for path, layer in layers if {path, path.split(".")[-1]} & set(module_name_to_exclude)}
    for path, layer in layers:
        if type(layer) is torch.nn.Linear and path != "":
            if layer not in new_layers:
                new_layers[layer] = new_layer_for(layer, target_class)
            setattr(module.get_submodule(path.rpartition(".")[0]), path.rpartition(".")[2], new_layers[layer])
    return module
