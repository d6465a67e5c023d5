"""Wrong: a bracket is missing."""

CELLS = {"saturated_fraction": "def saturated_fraction(quantized_tensor):\n    return (quantized_tensor == 127\n"}
LOSES = ["test_saturated_fraction_*"]
