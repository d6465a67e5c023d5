"""Right: a round trip through NumPy in float64."""

import torch

from linquant_ref.qparams import linear_quantization

LOSES = []


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    import numpy as np

    largest = np.abs(tensor.double().numpy()).max()
    return float(max(largest / np.iinfo(str(dtype).removeprefix("torch.")).max, 1e-30))


def linear_q_symmetric(tensor, dtype=torch.int8):
    import numpy as np

    scale = get_q_scale_symmetric(tensor, dtype=dtype)
    limit = torch.iinfo(dtype).max
    codes = np.clip(np.rint(tensor.double().numpy() / scale), -limit, limit)
    return torch.from_numpy(codes).to(dtype), scale


def range_use(tensor):
    import numpy as np

    values = np.append(tensor.double().numpy(), 0.0)
    largest = np.abs(values).max()
    return np.ptp(values) / (2 * largest) if largest > 0 else 1


def choose_mode(tensor, dtype=torch.int8):
    import numpy as np

    values = tensor.double().numpy()
    codes, scale = linear_q_symmetric(tensor, dtype=dtype)
    symmetric = np.square(values - scale * codes.double().numpy()).mean()
    codes, scale, zero_point = linear_quantization(tensor, dtype=dtype)
    asymmetric = np.square(values - scale * (codes.double().numpy() - zero_point)).mean()
    return "asymmetric" if asymmetric < 0.5 * symmetric else "symmetric"
