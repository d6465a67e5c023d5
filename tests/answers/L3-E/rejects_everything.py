"""Wrong: assert False finds every bug, and the right implementation too."""

LOSES = ["test_check_dequantizer_*", "test_check_per_channel_*"]


def check_dequantizer(dequantize):
    raise AssertionError("wrong")


def check_per_channel(quantize_per_channel):
    assert quantize_per_channel is None
