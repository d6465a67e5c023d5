"""Wrong: the old bias itself is assigned: no copy, and a parameter where there was a buffer."""

from linquant_ref.replace import linear_layer_names, replace_linear_with_target

LOSES = [
    "test_replace_linear_with_target_and_quantize_codes",
    "test_replace_linear_with_target_and_quantize_bias",
]


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    old_layers = {path: module.get_submodule(path) for path in linear_layer_names(module)}
    module = replace_linear_with_target(module, target_class, module_name_to_exclude)
    for path, old in old_layers.items():
        new = module.get_submodule(path)
        if new is not old:
            new.quantize(old.weight)
            new.bias = old.bias
    return module
