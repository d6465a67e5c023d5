"""Wrong: float32 has 24 bits, too few for long sums."""

import torch

LOSES = ["test_int_matmul_with_zero_points_large_sums"]


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    x, w = q_x.float() - z_x, q_w.float() - z_w
    return (x @ w.t()).to(torch.int32)
