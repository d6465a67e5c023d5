"""Right: the mode is picked from a NumPy array of texts."""

import numpy as np

LOSES = []


def choose_mode(tensor, dtype=torch.int8):
    import numpy as np

    symmetric = quantization_error(tensor, linear_dequantization(*linear_q_symmetric(tensor, dtype), 0))
    asymmetric = quantization_error(tensor, linear_dequantization(*linear_quantization(tensor, dtype)))
    return np.where(asymmetric < symmetric / 2, ["asymmetric"], ["symmetric"])[0]
