"""Answers with tensors of giant, negative and impossible shapes, dtypes, strides and lengths."""

DESERVES: list[str] = []
LAST = r"""
import itertools

from linquant_course.grader.worker import Worker

shapes = [[2**40], [-1], [2**62, 4], [0, 2**47, 2**47], [1.5], ["3"], None, [True], [[3]], [3] * 100, [2**100]]
dtypes = ["float32", "int8", "object", "quint8", "uint3", "complex32", "float4_e2m1fn_x2", "O", "V100000000", "S4"]
forged = itertools.cycle(
    [
        {"t": kind, "dtype": dtype, "shape": shape, "b": 0, "stride": [2**40], "offset": -(2**40), "meta": meta}
        for kind in ("tensor", "array", "scalar")
        for shape in shapes
        for dtype in dtypes
        for meta in (False, True)
    ][::7]
)
Worker._answer = lambda self, operation, message, blobs: ({"ok": next(forged), "outputs": []}, [b"\0" * 12])
"""
