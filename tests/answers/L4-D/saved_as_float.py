"""Wrong: dequantized floats are written."""

from safetensors.torch import save_file

from linquant_ref.storage import named_tensors

LOSES = ["test_save_quantized_*"]


def save_quantized(model, path):
    save_file({name: tensor.detach().float().contiguous() for name, tensor in named_tensors(model).items()}, path)
