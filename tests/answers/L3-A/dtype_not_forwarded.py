"""Wrong: the scale is always that of int8."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = ["test_linear_q_symmetric_dtype", "test_choose_mode_dtype"]
CELLS = {"weights_and_activations": ("Asymmetric for both, because it is never much worse.")}


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor)
    return linear_q_with_scale_and_zero_point(tensor, scale, 0, dtype=dtype), scale
