"""Wrong: dequantizes with q * s + z instead of s * (q - z)."""

LOSES = ["test_linear_dequantization_*"]


def linear_dequantization(quantized_tensor, scale, zero_point):
    return quantized_tensor.float() * scale + zero_point
