"""Right: reads the bytes, retains parameters as parameters, raises early."""

import torch
from safetensors import SafetensorError

LOSES = []


def named_tensors(module):
    seen, result = [], {}
    for name, tensor in module.state_dict(keep_vars=True).items():
        if id(tensor) in seen:
            continue
        seen.append(id(tensor))
        result[name] = tensor
    return result


def load_quantized(skeleton, path):
    import safetensors.torch

    with open(path, "rb") as file:
        content = file.read()
    try:
        state = safetensors.torch.load(content)
    except SafetensorError as error:
        raise ValueError(f"{path}: {error}") from error
    check_state_dict(skeleton, state)
    unsaved = {name for name, _ in skeleton.named_buffers()} - set(skeleton.state_dict())
    empty = [name for name in unsaved if skeleton.get_buffer(name).is_meta]
    if empty:
        raise ValueError(f"fill {empty} first")
    aliases = {}
    for name, tensor in skeleton.state_dict(keep_vars=True).items():
        aliases.setdefault(id(tensor), []).append(name)
    for names in aliases.values():
        value = state[names[0]]
        if value.is_floating_point():
            try:
                skeleton.get_parameter(names[0])
                value = torch.nn.Parameter(value)
            except AttributeError:
                pass
        for name in names:
            state[name] = value
    skeleton.load_state_dict(state, assign=True)
    return skeleton.eval()


def check_state_dict(skeleton, state):
    messages = []
    wanted = named_tensors(skeleton)
    for name in sorted({*wanted, *state}):
        here, there = wanted.get(name), state.get(name)
        kind = "nothing" if here is None else f"{here.dtype} {list(here.shape)}"
        other = "nothing" if there is None else f"{there.dtype} {list(there.shape)}"
        if kind != other:
            messages.append(f"{name}: expected {kind}, found {other}")
    if messages:
        raise ValueError("\n".join(messages))
