"""Wrong: float16 scales make float16 products."""

from linquant_ref.per_group import split_into_groups

LOSES = ["test_linear_dequantization_per_group_half_scale"]


def linear_dequantization_per_group(quantized_tensor, scale, group_size):
    groups = split_into_groups(quantized_tensor, group_size)
    return (groups * scale.unsqueeze(-1)).reshape(quantized_tensor.shape)
