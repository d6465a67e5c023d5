"""Right: channels moved to the end, the largest by topk, shapes by tuple arithmetic, float64 inside."""

import torch

from linquant_ref.affine import linear_q_with_scale_and_zero_point

LOSES = []


def get_q_scales_with_loop(r, axis, dtype=torch.int8):
    scales = torch.empty(r.size(axis), dtype=torch.float64)
    for index, channel in enumerate(r.transpose(0, axis)):
        low, high = torch.aminmax(channel)
        scales[index] = max(-low.item(), high.item())
    scales /= torch.iinfo(dtype).max
    return torch.where(scales == 0, torch.finfo(torch.float32).tiny, scales).float()


def view_for_broadcast(s, r, axis):
    axis = axis + r.ndim if axis < 0 else axis
    before, after = (1,) * axis, (1,) * (r.ndim - axis - 1)
    return s.reshape(*before, -1, *after)


def get_q_scales(r, axis, dtype=torch.int8):
    columns = r.detach().double().movedim(axis, -1).reshape(-1, r.shape[axis])
    largest = columns.abs().topk(1, dim=0).values.squeeze(0)
    largest += (largest == 0) * torch.iinfo(dtype).max
    return largest.div(torch.iinfo(dtype).max).type(torch.float32)


def linear_q_symmetric_per_channel(r, axis, dtype=torch.int8):
    s = get_q_scales(r, axis, dtype=dtype)
    q = linear_q_with_scale_and_zero_point(r.movedim(axis, -1), s, 0, dtype=dtype).movedim(-1, axis)
    return q, view_for_broadcast(s, r, axis)
