"""Wrong: parameters and all buffers, also those that are not saved, and in another order."""

LOSES = ["test_named_tensors_example", "test_named_tensors_non_persistent", "test_load_quantized_non_persistent"]


def named_tensors(module):
    return dict(module.named_parameters()) | dict(module.named_buffers())
