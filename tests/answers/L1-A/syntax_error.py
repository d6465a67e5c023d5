"""Wrong: a bracket is missing."""

CELLS = {"find_scale": "def find_scale(largest, quant_max=127:\n    return largest / quant_max\n"}
LOSES = ["test_find_scale_*"]
