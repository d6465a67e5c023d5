"""The function keeps its results in a global dictionary that another cell made. Full marks."""

LOSES = []


CELLS = {
    "every_code": """CODES = {}


def every_code(dtype=torch.int8):
    global CALLS
    CALLS = globals().get("CALLS", 0) + 1
    if dtype not in CODES:
        info = torch.iinfo(dtype)
        CODES[dtype] = torch.arange(info.min, info.max + 1).to(dtype)
    return CODES[dtype]
"""
}
