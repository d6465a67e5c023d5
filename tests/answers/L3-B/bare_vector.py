"""Wrong: the scale vector is never lined up with the channels."""

LOSES = [
    "test_view_for_broadcast_example",
    "test_view_for_broadcast_any_rank",
    "test_view_for_broadcast_negative_dim",
    "test_linear_q_symmetric_per_channel_rows",
    "test_linear_q_symmetric_per_channel_columns",
    "test_linear_q_symmetric_per_channel_any_rank",
    "test_linear_q_symmetric_per_channel_dtype",
    "test_linear_q_symmetric_per_channel_bfloat16",
]


def view_for_broadcast(scale, r_tensor, dim):
    return scale
