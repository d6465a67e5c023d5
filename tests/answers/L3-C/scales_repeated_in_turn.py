"""Wrong: repeat deals the scales out in turn; neighbours need repeat_interleave."""

LOSES = [
    "test_linear_dequantization_per_group_example",
    "test_linear_dequantization_per_group_half_scale",
    "test_linear_dequantization_per_group_neighbours",
]


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    return quantized_tensor.float() * scale.float().repeat(*[1] * (scale.dim() - 1), group_size)
