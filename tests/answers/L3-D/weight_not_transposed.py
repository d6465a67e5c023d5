"""Wrong: x W instead of x W transposed, unnoticed in a square layer that is not looked at closely."""

from linquant_ref.affine import linear_dequantization

LOSES = [
    "test_quantized_linear_W8A32_without_bias_any_rank",
    "test_quantized_linear_W8A32_without_bias_example",
    "test_quantized_linear_W8A32_without_bias_low_precision",
    "test_quantized_linear_W8A32_without_bias_scale_per_output",
    "test_quantized_linear_W8A32_without_bias_zero_point",
]


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    return input.float() @ linear_dequantization(q_w, s_w, z_w)
