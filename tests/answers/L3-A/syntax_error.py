"""Wrong: a bracket is missing."""

CELLS = {"range_use": "def range_use(tensor):\n    return max(tensor.max().item(), 0.0\n"}
LOSES = ["test_range_use_*"]
