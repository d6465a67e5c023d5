"""Wrong: replaced, but with the values of the constructor."""

from linquant_ref.replace import replace_linear_with_target

LOSES = ["test_replace_linear_with_target_and_quantize_*"]


def replace_linear_with_target_and_quantize(module, target_class, module_name_to_exclude):
    return replace_linear_with_target(module, target_class, module_name_to_exclude)
