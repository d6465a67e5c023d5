"""Wrong: 0 is not put into the range, so that a tensor of one sign uses too little of it."""

LOSES = ["test_range_use_one_sign", "test_range_use_whole_range"]


def range_use(tensor):
    return (tensor.max().item() - tensor.min().item()) / (2 * tensor.abs().max().item())
