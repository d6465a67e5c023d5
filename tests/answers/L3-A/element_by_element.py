"""Right: loops over Python numbers, with the built-in round and a positive scale of 1 for zeros."""

import torch

from linquant_ref.qparams import linear_quantization

LOSES = []
CELLS = {
    "weights_and_activations": """\
Weights: symmetric. They are bell-shaped around 0, so the range use is near 1 and a zero point would win nothing.
Activations after a ReLU: asymmetric, because symmetric mode would never use its negative codes.
A zero point costs extra terms in every product."""
}


def get_q_scale_symmetric(tensor, dtype=torch.int8):
    largest = 0.0
    for value in tensor.flatten().tolist():
        largest = max(largest, abs(value))
    return largest / torch.iinfo(dtype).max if largest else 1.0


def linear_q_symmetric(tensor, dtype=torch.int8):
    scale = get_q_scale_symmetric(tensor, dtype)
    codes = [round(value / scale) for value in tensor.flatten().tolist()]
    return torch.tensor(codes, dtype=dtype).reshape(tensor.shape), scale


def range_use(tensor):
    smallest = largest = 0.0
    for value in tensor.flatten().tolist():
        smallest, largest = min(smallest, value), max(largest, value)
    if smallest == largest:
        return 1.0
    return (largest - smallest) / (2 * max(largest, -smallest))


def choose_mode(tensor, dtype=torch.int8):
    def error(codes, scale, zero_point):
        pairs = zip(tensor.flatten().tolist(), codes.flatten().tolist(), strict=True)
        return sum((value - scale * (code - zero_point)) ** 2 for value, code in pairs)

    if 2 * error(*linear_quantization(tensor, dtype)) < error(*linear_q_symmetric(tensor, dtype), 0):
        return "asymmetric"
    return "symmetric"
