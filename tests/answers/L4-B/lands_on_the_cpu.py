"""Wrong: the new buffers are on the CPU, wherever the old weight was."""

LOSES = ["test_new_layer_for_meta", "test_replace_linear_with_target_meta"]


def new_layer_for(linear, target_class):
    layer = target_class(
        linear.in_features, linear.out_features, bias=linear.bias is not None, dtype=linear.weight.dtype
    )
    return layer.train(linear.training)
