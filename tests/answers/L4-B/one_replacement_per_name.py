"""Wrong: a shared layer gets a replacement per name, and is kept only under the excluded one."""

import torch

from linquant_ref.replace import new_layer_for

LOSES = ["test_replace_linear_with_target_shared", "test_replace_linear_with_target_and_quantize_shared"]


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    for path, layer in list(module.named_modules(remove_duplicate=False)):
        if type(layer) is torch.nn.Linear and not {path, path.split(".")[-1]} & set(module_name_to_exclude):
            if path == "":
                return new_layer_for(layer, target_class)
            parent = module.get_submodule(path.rpartition(".")[0])
            setattr(parent, path.rpartition(".")[2], new_layer_for(layer, target_class))
    return module
