"""Right: tensors to the end; scales and shares are tensors of rank 0, and no function of an earlier lesson is used."""

import torch

from linquant_ref.qparams import linear_quantization

LOSES = []


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    low, high = torch.aminmax(tensor.float())
    largest = torch.maximum(-low, high)
    return torch.where(largest > 0, largest / torch.iinfo(dtype).max, torch.tensor(1e-20))


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor=tensor, dtype=dtype)
    limits = torch.iinfo(dtype)
    return tensor.float().div(scale).round_().clamp_(limits.min, limits.max).to(dtype=dtype), scale


def range_use(tensor):
    low, high = tensor.float().min().clamp(max=0), tensor.float().max().clamp(min=0)
    largest = torch.maximum(-low, high)
    return (high - low) / (2 * largest) if largest else torch.tensor(1.0)


def choose_mode(tensor, dtype=torch.int8):
    codes, scale = linear_q_symmetric(tensor, dtype)
    symmetric = (tensor - codes * scale).square().mean()
    codes, scale, zero_point = linear_quantization(tensor, dtype=dtype)
    asymmetric = (tensor - scale * (codes.float() - zero_point)).square().mean()
    return ["symmetric", "asymmetric"][int(asymmetric * 2 < symmetric)]
