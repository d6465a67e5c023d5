"""Inputs of hidden tests, other ones for every submission: whoever hands in twice learns nothing of the second."""

import os

import torch

__all__ = ["fresh_generator"]

SEED = "LINQUANT_SEED"


def fresh_generator() -> torch.Generator:
    """Return a generator for the inputs of a hidden test.

    The grader sets LINQUANT_SEED from the text of the submission, so grading the same text again draws the same inputs.
    Without it the seed is 0, so that a notebook run by hand does the same every time. A right answer must pass with
    every seed: where rounding could go either way, build the input from codes and a power of two.

    Raises:
        ValueError: LINQUANT_SEED is no integer.
    """
    return torch.Generator().manual_seed(int(os.environ.get(SEED, "0")))
