"""Wrong: builds the float model and sends it to meta, and quantized layers with it."""

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = ["test_build_skeleton_memory", "test_build_skeleton_excluded"]


def build_skeleton(make_model, module_name_to_exclude):
    return replace_linear_with_target(make_model(), W8A16LinearLayer, module_name_to_exclude).to("meta")
