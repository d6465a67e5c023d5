"""Wrong: writes scales as (1, out)."""

from safetensors.torch import save_file

from linquant_ref.storage import named_tensors

LOSES = ["test_save_quantized_example", "test_save_quantized_leaves_model"]


def save_quantized(model, path):
    tensors = {}
    for name, tensor in named_tensors(model).items():
        tensor = tensor.detach().cpu().contiguous()
        tensors[name] = tensor.unsqueeze(0) if name.endswith("scales") else tensor
    save_file(tensors, path)
