"""Wrong: each sum is multiplied by its own zero point instead of the other's."""

import torch

LOSES = [
    "test_int_matmul_with_zero_points_any_rank",
    "test_int_matmul_with_zero_points_exact",
    "test_int_matmul_with_zero_points_example",
    "test_int_matmul_with_zero_points_large_sums",
]


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    x, w = q_x.int(), q_w.int()
    sums = x @ w.t() - z_x * x.sum(dim=-1, keepdim=True) - z_w * w.sum(dim=-1) + w.shape[1] * z_x * z_w
    return sums.to(torch.int32)
