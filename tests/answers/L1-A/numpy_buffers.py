"""Right: NumPy functions that write into a buffer of their own, NumPy numbers, integers in the middle."""

import torch

CELLS = {
    "find_scale": """\
import numpy as np


def find_scale(largest: torch.Tensor, quant_max: int = 127) -> np.float32:
    return np.divide(largest.numpy(), np.float32(quant_max))
"""
}
LOSES = []


def largest_magnitude(x):
    import numpy as np

    return torch.from_numpy(np.max(np.fabs(x.detach().numpy()), keepdims=True)).squeeze()


def scale_values(x, scale):
    import numpy as np

    steps = np.empty(x.shape, dtype=np.float32)
    np.divide(x.numpy(), np.float32(scale), out=steps)
    return torch.from_numpy(steps)


def round_to_codes(scaled):
    import numpy as np

    codes = np.round(scaled.numpy()).astype(np.int64)
    codes[np.abs(codes) > 127] = np.sign(codes[np.abs(codes) > 127]) * 127
    return torch.as_tensor(codes, dtype=torch.int8)


def dequantize(codes, scale):
    import numpy as np

    values = codes.numpy().astype(np.float64)
    values *= float(scale)
    return torch.tensor(values, dtype=torch.float)


def rounding_error(x, x_hat):
    import numpy as np

    error = x.numpy().copy()
    np.subtract(error, x_hat.numpy(), out=error)
    return torch.as_tensor(error)
