"""Wrong: every new layer has a bias and is float32 and in training mode."""

import torch

LOSES = [
    "test_new_layer_for_bias_dtype_and_mode",
    "test_replace_linear_with_target_containers",
    "test_replace_linear_with_target_and_quantize_bias",
]


def new_layer_for(linear, target_class):
    with torch.device(linear.weight.device):
        return target_class(linear.in_features, linear.out_features)
