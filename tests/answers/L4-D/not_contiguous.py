"""Wrong: the plain state dict, shared and transposed tensors included."""

from safetensors.torch import save_file

LOSES = ["test_save_quantized_example", "test_save_quantized_shared", "test_save_quantized_layout"]


def save_quantized(model, path):
    save_file(model.state_dict(), path)
