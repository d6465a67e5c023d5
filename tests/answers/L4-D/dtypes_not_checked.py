"""Wrong: leaves the check to torch, which does not look at dtypes."""

LOSES = [
    "test_check_state_dict_all_named",
    "test_check_state_dict_dtypes",
    "test_check_state_dict_example",
    "test_load_quantized_everything",
    "test_load_quantized_example",
    "test_load_quantized_memory",
    "test_load_quantized_mismatch",
]


def check_state_dict(skeleton, state):
    try:
        skeleton.load_state_dict(state, assign=True)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
