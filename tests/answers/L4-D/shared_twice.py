"""Wrong: every name of the state dict, so that shared tensors come twice, detached."""

LOSES = [
    "test_check_state_dict_example",
    "test_load_quantized_everything",
    "test_load_quantized_example",
    "test_load_quantized_memory",
    "test_load_quantized_non_persistent",
    "test_named_tensors_example",
    "test_named_tensors_shared",
    "test_save_quantized_example",
    "test_save_quantized_shared",
]


def named_tensors(module):
    return module.state_dict()
