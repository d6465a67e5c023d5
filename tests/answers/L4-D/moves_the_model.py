"""Wrong: makes the model's own tensors float32 and contiguous, in eval mode."""

from safetensors.torch import save_file

from linquant_ref.storage import named_tensors

LOSES = ["test_save_quantized_leaves_model"]


def save_quantized(model, path):
    model.eval()
    for tensor in named_tensors(model).values():
        tensor.data = tensor.data.contiguous()
    save_file({name: tensor.detach() for name, tensor in named_tensors(model).items()}, path)
