"""Throws a coin for each implementation."""

DESERVES: list[str] = []
LAST = """
import random


def guessing(implementation):
    assert random.random() < 0.5


check_quantizer = check_dequantizer = check_qparams = check_per_channel = guessing
"""
