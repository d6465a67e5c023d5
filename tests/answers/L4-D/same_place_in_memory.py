"""Wrong: compares addresses, which are all 0 on meta."""

LOSES = [
    "test_check_state_dict_dtypes",
    "test_check_state_dict_example",
    "test_check_state_dict_names",
    "test_check_state_dict_shapes",
    "test_load_quantized_everything",
    "test_load_quantized_example",
    "test_load_quantized_memory",
    "test_load_quantized_mismatch",
    "test_load_quantized_non_persistent",
    "test_named_tensors_equal",
]


def named_tensors(module):
    result = {}
    for name, tensor in module.state_dict(keep_vars=True).items():
        if tensor.data_ptr() not in {other.data_ptr() for other in result.values()}:
            result[name] = tensor
    return result
