"""Right: the mode is picked from a NumPy array of texts."""

import torch

from linquant_ref.affine import linear_dequantization
from linquant_ref.error import quantization_error
from linquant_ref.qparams import linear_quantization
from linquant_ref.symmetric import linear_q_symmetric

LOSES = []


def choose_mode(tensor, dtype=torch.int8):
    import numpy as np

    symmetric = quantization_error(tensor, linear_dequantization(*linear_q_symmetric(tensor, dtype), 0))
    asymmetric = quantization_error(tensor, linear_dequantization(*linear_quantization(tensor, dtype)))
    return np.where(asymmetric < symmetric / 2, ["asymmetric"], ["symmetric"])[0]
