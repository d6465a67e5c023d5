"""Wrong: the weight's zero point is ignored."""

import torch

LOSES = [
    "test_int_matmul_with_zero_points_any_rank",
    "test_int_matmul_with_zero_points_exact",
    "test_int_matmul_with_zero_points_example",
    "test_int_matmul_with_zero_points_large_sums",
]


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    x, w = q_x.int(), q_w.int()
    return (x @ w.t() - z_x * w.sum(dim=-1)).to(torch.int32)
