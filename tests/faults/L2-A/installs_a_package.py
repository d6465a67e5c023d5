"""The answer's cell starts with !pip install, and there is no network. Full marks."""

LOSES = []


CELLS = {
    "every_code": """!pip install torch

def every_code(dtype=torch.int8):
    info = torch.iinfo(dtype)
    return torch.arange(info.min, info.max + 1).to(dtype)
"""
}
