"""Wrong: leaves meta as the default device, and replaces every layer but lm_head."""

import torch

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = ["test_build_skeleton_excluded", "test_build_skeleton_default_device"]


def build_skeleton(make_model, module_name_to_exclude):
    torch.set_default_device("meta")
    model = make_model()
    torch.set_default_device(None)
    return replace_linear_with_target(model, W8A16LinearLayer, ["lm_head"])
