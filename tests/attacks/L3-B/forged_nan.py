"""Answers with tensors of the right shape that hold nothing but NaN or infinity."""

DESERVES = ["test_*_leaves_*"]
LAST = """
def nan(like):
    return torch.full_like(like, float("nan"), dtype=torch.float32)


get_q_scales = get_q_scales_with_loop = lambda tensor, dim, dtype=None: nan(tensor.movedim(dim, 0).flatten(1)[:, 0])
view_for_broadcast = lambda scale, tensor, dim: nan(scale.reshape([-1 if d == dim % tensor.dim() else 1 for d in range(tensor.dim())]))
linear_q_symmetric_per_channel = lambda tensor, dim, dtype=None: (nan(tensor), nan(tensor) * float("inf"))
"""
