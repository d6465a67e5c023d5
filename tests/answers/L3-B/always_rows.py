"""Wrong: the scales are always lined up with the first dimension."""

LOSES = [
    "test_view_for_broadcast_example",
    "test_view_for_broadcast_any_rank",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_bfloat16",
    "test_view_for_broadcast_negative_dim",
]


def view_for_broadcast(scale, r_tensor, dim):
    return scale.view(-1, *[1] * (r_tensor.dim() - 1))
