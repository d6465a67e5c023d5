"""Wrong: the public lessons' loop: the local name decides, a shared layer is seen once, a root is not replaced."""

import torch

from linquant_ref.replace import new_layer_for

LOSES = [
    "test_replace_linear_with_target_root",
    "test_replace_linear_with_target_shared",
    "test_replace_linear_with_target_excluded_paths",
    "test_replace_linear_with_target_exact_type",
    "test_replace_linear_with_target_and_quantize_shared",
    "test_replace_linear_with_target_and_quantize_excluded",
    "test_replace_linear_with_target_and_quantize_root",
]


def replace_linear_with_target(module, target_class, module_name_to_exclude):
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Linear) and name not in module_name_to_exclude:
            setattr(module, name, new_layer_for(child, target_class))
        else:
            replace_linear_with_target(child, target_class, module_name_to_exclude)
    return module
