"""Has attributes that differ each time they are asked for: first what pleases, then something else."""

DESERVES: list[str] = []
LAST = """
import itertools


class W8A16LinearLayer(torch.nn.Module):
    turn = itertools.count()

    def __init__(self, *args, **kwargs):
        super().__init__()

    def __getattribute__(self, name):
        if name in ("int8_weights", "scales", "bias"):
            return [torch.zeros(32, 16, dtype=torch.int8), torch.zeros(32), None, 7][next(W8A16LinearLayer.turn) % 4]
        return super().__getattribute__(name)

    def quantize(self, weights):
        return self

    def forward(self, input):
        return [input, None, torch.zeros(1, 6, 32)][next(W8A16LinearLayer.turn) % 3]
"""
