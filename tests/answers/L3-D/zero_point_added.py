"""Wrong: dequantizes with q s + z."""

LOSES = [
    "test_quantized_linear_W8A32_without_bias_does_not_wrap",
    "test_quantized_linear_W8A32_without_bias_zero_point",
]


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    return input.float() @ (q_w.float() * s_w + z_w).t()
