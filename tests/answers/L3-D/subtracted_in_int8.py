"""Wrong: the zero points are subtracted from 8-bit codes, which wrap around."""

LOSES = [
    "test_int_matmul_with_zero_points_any_rank",
    "test_int_matmul_with_zero_points_exact",
    "test_int_matmul_with_zero_points_example",
    "test_int_matmul_with_zero_points_large_sums",
]


def int_matmul_with_zero_points(q_x, z_x, q_w, z_w):
    return (q_x - z_x).int() @ (q_w - z_w).int().t()
