"""Raises StopIteration, GeneratorExit and IndexError, which end loops over calls without a failure."""

DESERVES: list[str] = []
LAST = """
def ends(error):
    def function(*args, **kwargs):
        raise error

    return function


get_q_scales_with_loop, view_for_broadcast = ends(StopIteration(1)), ends(GeneratorExit())
get_q_scales, linear_q_symmetric_per_channel = ends(StopAsyncIteration()), ends(IndexError())
"""
