"""Raises errors whose class name, message, notes and traceback are HTML and terminal codes."""

DESERVES: list[str] = []
LAST = r"""
evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
Evil = type(evil, (Exception,), {"__module__": evil, "__str__": lambda self: evil, "__repr__": lambda self: evil})


def raising(*args, **kwargs):
    error = Evil(evil, "\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07\x1b[31m" + evil)
    error.add_note(evil)
    raise error


get_q_scales_with_loop = view_for_broadcast = get_q_scales = linear_q_symmetric_per_channel = raising
print(evil, "\x1b[31m" + evil, "\x1b]8;;javascript:alert(1)\x07x")
raising()
"""
