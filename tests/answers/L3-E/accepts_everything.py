"""Wrong: calls nothing."""

LOSES = ["test_check_quantizer_*", "test_check_qparams_*"]


def check_quantizer(quantize):
    pass


def check_qparams(find_qparams):
    assert callable(find_qparams)
