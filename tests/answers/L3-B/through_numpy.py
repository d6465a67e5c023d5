"""Right: a round trip through NumPy."""

import torch

LOSES = []


def get_q_scales_with_loop(r_tensor, dim, dtype=torch.int8):
    import numpy as np

    channels = np.moveaxis(r_tensor.double().numpy(), dim, 0)
    scales = [max(np.abs(channel).max() / torch.iinfo(dtype).max, 1e-30) for channel in channels]
    return torch.from_numpy(np.array(scales, dtype=np.float32))


def view_for_broadcast(scale, r_tensor, dim):
    import numpy as np

    sizes = np.ones(r_tensor.dim(), dtype=int)
    sizes[dim] = scale.numel()
    return torch.from_numpy(scale.numpy().reshape(tuple(sizes)))


def get_q_scales(r_tensor, dim, dtype=torch.int8):
    import numpy as np

    values = np.abs(r_tensor.double().numpy())
    others = tuple(np.delete(np.arange(values.ndim), dim))
    scales = values.max(axis=others) / torch.iinfo(dtype).max
    return torch.tensor(np.where(scales == 0, 1e-30, scales), dtype=torch.float32)


def linear_q_symmetric_per_channel(r_tensor, dim, dtype=torch.int8):
    import numpy as np

    scale = view_for_broadcast(get_q_scales(r_tensor, dim, dtype), r_tensor, dim)
    limit = torch.iinfo(dtype).max
    codes = np.clip(np.rint(r_tensor.double().numpy() / scale.numpy()), -limit, limit)
    return torch.from_numpy(codes.astype(str(dtype).removeprefix("torch."))), scale
