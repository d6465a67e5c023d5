"""sys.exit() stands at the end of the answer's cell. Full marks: the function is there."""

LOSES = []


CELLS = {
    "every_code": """import sys


def every_code(dtype=torch.int8):
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)


sys.exit()
"""
}
