"""Rejects every implementation."""

DESERVES: list[str] = []
LAST = """
def rejecting(implementation):
    raise AssertionError


check_quantizer = check_dequantizer = check_qparams = check_per_channel = rejecting
"""
