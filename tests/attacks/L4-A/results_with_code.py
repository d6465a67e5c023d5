"""Returns objects that run code when they are unpickled, printed, compared or measured."""

DESERVES = ["test_*_leaves_*"]
LAST = """
class Trap:
    def spring(self, *args, **kwargs):
        open("/tmp/linquant_attack_was_here", "w").write("x")
        return exec, ("open('/tmp/linquant_attack_was_here', 'w').write('x')",)

    __reduce__ = __reduce_ex__ = __getstate__ = __repr__ = __str__ = __len__ = __iter__ = __bool__ = spring
    __eq__ = __array__ = __float__ = __int__ = __index__ = __format__ = __del__ = spring
    __hash__ = None


random_codes = w8_a16_forward = quantize_rows = W8A16LinearLayer = lambda *args, **kwargs: [Trap(), (Trap(), {"a": Trap()})]
"""
