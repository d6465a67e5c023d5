"""Wrong: codes minus zero point wraps around before it becomes float."""

LOSES = ["test_quantized_linear_W8A32_without_bias_does_not_wrap"]


def quantized_linear_W8A32_without_bias(input, q_w, s_w, z_w):
    return input.float() @ (s_w * (q_w - z_w).float()).t()
