"""Wrong: a float skeleton."""

import torch

LOSES = ["test_build_skeleton_example", "test_build_skeleton_excluded"]


def build_skeleton(make_model, module_name_to_exclude):
    with torch.device("meta"):
        return make_model()
