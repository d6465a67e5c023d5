"""Wrong: the range reaches as far below 0 as above, as in symmetric mode."""

LOSES = [
    "test_value_range_*",
    "test_get_q_scale_and_zero_point_example",
    "test_get_q_scale_and_zero_point_steps",
    "test_get_q_scale_and_zero_point_dtype",
    "test_get_q_scale_and_zero_point_all_positive",
    "test_get_q_scale_and_zero_point_all_negative",
    "test_get_q_scale_and_zero_point_constant",
    "test_get_q_scale_and_zero_point_magnitudes",
    "test_get_q_scale_and_zero_point_bfloat16",
    "test_linear_quantization_example",
]


def value_range(tensor):
    largest = tensor.abs().max().item()
    return -largest, largest
