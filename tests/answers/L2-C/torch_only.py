"""Wrong: sqnr takes tensors only."""

import math

LOSES = ["test_sqnr_numpy"]


def sqnr(original_tensor, dequantized_tensor):
    noise = (original_tensor - dequantized_tensor).square().mean()
    return math.inf if noise == 0 else (10 * (original_tensor.square().mean() / noise).log10()).item()
