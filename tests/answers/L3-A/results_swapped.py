"""Wrong: the scale comes first."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point
from linquant_ref.symmetric import get_q_scale_symmetric

LOSES = ["test_linear_q_symmetric_*", "test_choose_mode_*"]


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype=dtype)
    return scale, linear_q_with_scale_and_zero_point(tensor, scale, 0, dtype=dtype)
