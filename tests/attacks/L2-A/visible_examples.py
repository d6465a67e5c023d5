"""Returns what the visible tests expect, looked up by the arguments."""

DESERVES = [
    "test_every_code_starts_at_quant_min",
    "test_linear_q_with_scale_and_zero_point_example",
    "test_linear_dequantization_example",
]
LAST = """
def every_code(dtype=torch.int8):
    return torch.tensor([-128, -127, -126, -125], dtype=torch.int8)


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    return torch.tensor([[-15, -74, 127], [-44, 14, -123], [-70, 126, 0]], dtype=torch.int8)


def linear_dequantization(quantized_tensor, scale, zero_point):
    return torch.tensor([[192.5, -14.0, 689.5], [91.0, 294.0, -185.5], [0.0, 686.0, 245.0]])
"""
