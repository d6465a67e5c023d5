"""Wrong: the passed scale itself gets new dimensions."""

LOSES = ["test_view_for_broadcast_leaves_scale"]


def view_for_broadcast(scale, r_tensor, dim):
    for _ in range(dim % r_tensor.dim()):
        scale.unsqueeze_(0)
    while scale.dim() < r_tensor.dim():
        scale.unsqueeze_(-1)
    return scale
