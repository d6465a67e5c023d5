"""Wrong: a state dict holds shared tensors once per name, and not every buffer."""

LOSES = ["test_model_size_in_bytes_shared", "test_model_size_in_bytes_kinds"]


def model_size_in_bytes(module):
    return sum(tensor.numel() * tensor.element_size() for tensor in module.state_dict().values())
