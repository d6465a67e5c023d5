"""Wrong: what shared a parameter gets two, and the model stays in training mode."""

from safetensors import SafetensorError
from safetensors.torch import load_file

from linquant_ref.storage import check_state_dict, named_tensors

LOSES = ["test_load_quantized_everything"]


def load_quantized(skeleton, path):
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    check_state_dict(skeleton, state)
    loaded = {id(tensor): state[name] for name, tensor in named_tensors(skeleton).items()}
    whole = {name: loaded[id(tensor)] for name, tensor in skeleton.state_dict(keep_vars=True).items()}
    skeleton.load_state_dict(whole, assign=True)
    for name, tensor in [*skeleton.named_parameters(), *skeleton.named_buffers()]:
        if tensor.is_meta:
            raise ValueError(name)
    return skeleton
