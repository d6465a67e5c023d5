"""Wrong: loads the quantized layers only; embeddings and norms stay on meta."""

from safetensors import SafetensorError
from safetensors.torch import load_file

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.storage import check_state_dict

LOSES = ["test_load_quantized_example", "test_load_quantized_everything", "test_load_quantized_non_persistent"]


def load_quantized(skeleton, path):
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    check_state_dict(skeleton, state)
    for name, layer in skeleton.named_modules():
        if isinstance(layer, W8A16LinearLayer):
            buffers = [buffer for buffer, _ in layer.named_buffers()]
            layer.load_state_dict({buffer: state[f"{name}.{buffer}"] for buffer in buffers}, assign=True)
    return skeleton.eval()
