"""Returns generators that never end, lists that contain themselves, and ranges and sets that take for ever to read."""

DESERVES: list[str] = []
LAST = """
import itertools

every_code = lambda dtype=torch.int8: itertools.count()
cycle = []
cycle.append(cycle)


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    return cycle if tensor.ndim > 1 else {number * (2**61 - 1) for number in range(12_000)}


linear_dequantization = lambda codes, scale, zero_point: range(2**50) if scale == 3.5 else [range(2**40)] * 1000
"""
