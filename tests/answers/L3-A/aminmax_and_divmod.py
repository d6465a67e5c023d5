"""Right: aminmax and sorting, fractions, rounding with divmod, both errors as squared norms."""

import torch

from linquant_ref.affine import linear_dequantization
from linquant_ref.qparams import linear_quantization

CELLS = {
    "get_q_scale_symmetric": """\
from fractions import Fraction


def get_q_scale_symmetric(r, dtype=torch.int8):
    ends = [abs(Fraction(end.item())) for end in torch.aminmax(r)]
    exact = sorted(ends)[1] / torch.iinfo(dtype).max
    return float(exact) if exact else torch.finfo(torch.float16).eps
""",
}
LOSES = []


def linear_q_symmetric(r, dtype=torch.int8):
    s = float(r.detach().double().abs().max()) / torch.iinfo(dtype).max
    if s == 0:
        return torch.zeros_like(r, dtype=dtype), 1.0

    def code(step):
        whole, rest = divmod(step, 1)
        return int(whole) + (rest > 0.5 or (rest == 0.5 and whole % 2 == 1))

    codes = torch.tensor([code(value / s) for value in r.flatten().tolist()])
    return codes.reshape(r.shape).to(dtype), s


def range_use(r):
    ordered = torch.cat([r.double().flatten(), torch.zeros(1)]).sort().values
    span, reach = ordered[-1] - ordered[0], ordered.abs().max()
    return torch.nan_to_num(span / (reach + reach), nan=1.0)


def choose_mode(r, dtype=torch.int8):
    def squared_error(q, s, z=0):
        return torch.dist(r.flatten().double(), linear_dequantization(q, s, z).flatten().double()).square()

    symmetric = squared_error(*linear_q_symmetric(r, dtype=dtype))
    asymmetric = squared_error(*linear_quantization(r, dtype=dtype))
    return "symmetric" if asymmetric >= symmetric / 2 else "asymmetric"
