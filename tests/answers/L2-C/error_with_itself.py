"""Wrong: compares the original with itself (bug 18)."""

LOSES = [
    "test_quantization_error_*",
    "test_sqnr_*",
]


def quantization_error(original_tensor, dequantized_tensor, error_type="mse"):
    return ((original_tensor - original_tensor) ** 2).mean().item()
