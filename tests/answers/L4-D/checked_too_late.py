"""Wrong: checks when the skeleton has been changed."""

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from linquant_ref.storage import check_state_dict, named_tensors

LOSES = ["test_load_quantized_mismatch"]


def load_quantized(skeleton, path):
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    for name, tensor in named_tensors(skeleton).items():
        if name in state and isinstance(tensor, torch.nn.Parameter):
            state[name] = torch.nn.Parameter(state[name], requires_grad=tensor.requires_grad)
    names = {tensor: name for name, tensor in named_tensors(skeleton).items()}
    whole = {name: state.get(names[t]) for name, t in skeleton.state_dict(keep_vars=True).items() if names[t] in state}
    try:
        skeleton.load_state_dict(whole, assign=True, strict=False)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    check_state_dict(skeleton, state)
    for name, tensor in [*skeleton.named_parameters(), *skeleton.named_buffers()]:
        if tensor.is_meta:
            raise ValueError(name)
    return skeleton.eval()
