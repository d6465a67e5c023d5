"""Wrong: a colon is missing."""

CELLS = {"linear_dequantization": "def linear_dequantization(quantized_tensor, scale, zero_point)\n    return 0\n"}
LOSES = ["test_linear_dequantization_*"]
