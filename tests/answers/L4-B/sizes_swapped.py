"""Wrong: the weight's shape is [out, in], the constructor takes in, out."""

import torch

LOSES = [
    "test_new_layer_for_sizes",
    "test_replace_linear_with_target_containers",
    "test_replace_linear_with_target_root",
    "test_replace_linear_with_target_twice",
    "test_replace_linear_with_target_and_quantize_bias",
    "test_replace_linear_with_target_and_quantize_codes",
    "test_replace_linear_with_target_and_quantize_example",
    "test_replace_linear_with_target_and_quantize_excluded",
    "test_replace_linear_with_target_and_quantize_root",
]


def new_layer_for(linear, target_class):
    with torch.device(linear.weight.device):
        layer = target_class(*linear.weight.shape, bias=linear.bias is not None, dtype=linear.weight.dtype)
    return layer.train(linear.training)
