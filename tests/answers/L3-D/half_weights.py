"""Wrong: the weight is rounded to the dtype of the input."""

LOSES = ["test_quantized_linear_W8A32_without_bias_low_precision"]


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    return (input @ (s_w * (q_w.float() - z_w)).t().to(input.dtype)).float()
