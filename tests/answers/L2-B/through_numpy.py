"""Right: there and back through NumPy."""

import torch

LOSES = []


def value_range(tensor):
    import numpy as np

    array = np.append(tensor.double().numpy(), 0.0)
    return array.min(), array.max()


def get_q_scale_and_zero_point(tensor, dtype=torch.int8):
    import numpy as np

    (r_min, r_max), info = value_range(tensor), torch.iinfo(dtype)
    scale = (r_max - r_min) / (2**info.bits - 1) or np.finfo(np.float32).eps
    return scale, int(np.rint(info.min - r_min / scale))


def linear_quantization(tensor, dtype=torch.int8):
    import numpy as np

    scale, zero_point = get_q_scale_and_zero_point(dtype=dtype, tensor=tensor)
    info = torch.iinfo(dtype)
    codes = np.clip(np.rint(tensor.double().numpy() / scale + zero_point), info.min, info.max)
    return torch.from_numpy(codes).to(dtype), scale, zero_point
