"""Wrong: the model stays in training mode, and buffers that are still on meta are not noticed."""

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from linquant_ref.storage import check_state_dict, named_tensors

LOSES = ["test_load_quantized_everything", "test_load_quantized_non_persistent"]


def load_quantized(skeleton, path):
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    check_state_dict(skeleton, state)
    loaded = {id(tensor): state[name] for name, tensor in named_tensors(skeleton).items()}
    for name, tensor in named_tensors(skeleton).items():
        if isinstance(tensor, torch.nn.Parameter):
            loaded[id(tensor)] = torch.nn.Parameter(state[name])
    whole = {name: loaded[id(tensor)] for name, tensor in skeleton.state_dict(keep_vars=True).items()}
    skeleton.load_state_dict(whole, assign=True)
    return skeleton
