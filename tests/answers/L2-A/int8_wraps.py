"""Wrong: subtracts in int8, where 127 - (-70) wraps around to -59."""

LOSES = ["test_linear_dequantization_does_not_wrap", "test_linear_dequantization_example"]


def linear_dequantization(quantized_tensor, scale, zero_point):
    return scale * (quantized_tensor - zero_point).float()
