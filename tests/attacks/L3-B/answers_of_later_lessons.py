"""Imports the later lessons' reference, which also quantizes per channel."""

DESERVES: list[str] = []
LAST = """
def later(module, name):
    try:
        return getattr(__import__(f"linquant_ref.{module}", fromlist=[name]), name)
    except Exception:
        return lambda *args, **kwargs: 1 / 0


get_q_scales = get_q_scales_with_loop = later("per_channel", "get_q_scales")
view_for_broadcast = later("per_channel", "view_for_broadcast")
quantize_rows = later("linear_layer", "quantize_rows")
per_group = later("per_group", "linear_q_symmetric_per_group")
check = later("bug_hunt", "check_per_channel")


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    codes, scales = quantize_rows(r_tensor.movedim(dim, 0).flatten(1))
    return codes, scales
"""
