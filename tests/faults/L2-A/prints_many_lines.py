"""A forgotten print writes 200 MB in 2 million lines on the first call. Full marks."""

LOSES = []


CELLS = {
    "every_code": """PRINTED = False


def every_code(dtype=torch.int8):
    global PRINTED
    for _ in range(0 if PRINTED else 2_000_000):
        print("x" * 99)
    PRINTED = True
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)
"""
}
