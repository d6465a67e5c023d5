"""Wrong: the ends are always -128 and 127."""

LOSES = ["test_saturated_fraction_dtype"]


def saturated_fraction(quantized_tensor):
    codes = quantized_tensor.int()
    return ((codes == -128) | (codes == 127)).float().mean().item()
