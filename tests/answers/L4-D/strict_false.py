"""Wrong: skips the check and lets missing names pass, shared ones included."""

from safetensors import SafetensorError
from safetensors.torch import load_file

LOSES = [
    "test_load_quantized_example",
    "test_load_quantized_everything",
    "test_load_quantized_mismatch",
    "test_load_quantized_non_persistent",
]


def load_quantized(skeleton, path):
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    skeleton.load_state_dict(state, assign=True, strict=False)
    return skeleton.eval()
