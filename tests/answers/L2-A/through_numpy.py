"""Right: there and back through NumPy."""

import torch

LOSES = []


def every_code(dtype=torch.int8):
    import numpy as np

    info = torch.iinfo(dtype)
    return torch.from_numpy(np.linspace(info.min, info.max, 2**info.bits)).to(dtype)


def linear_q_with_scale_and_zero_point(tensor, scale, zero_point, dtype=torch.int8):
    import numpy as np

    step = scale.numpy() if isinstance(scale, torch.Tensor) else np.float32(scale)
    info = torch.iinfo(dtype)
    codes = np.rint(tensor.to(torch.float32).numpy() / step + zero_point)
    return torch.from_numpy(np.minimum(np.maximum(codes, info.min), info.max)).to(dtype)


def linear_dequantization(quantized_tensor, scale, zero_point):
    import numpy as np

    codes = quantized_tensor.numpy().astype(np.int64) - int(zero_point)
    return torch.from_numpy((codes * scale).astype(np.float32))
