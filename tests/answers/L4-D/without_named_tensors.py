"""Right: finds shared tensors by parameters and buffers, copies before saving, opens the file tensor by tensor."""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = []


def named_tensors(module):
    saved = module.state_dict(keep_vars=True)
    result = {}
    for name in saved:
        if not any(saved[name] is other for other in result.values()):
            result[name] = saved[name]
    return result


def save_quantized(model, path):
    state = {}
    for name, tensor in model.state_dict(keep_vars=True).items():
        state.setdefault(id(tensor), (name, tensor.detach().to("cpu").clone(memory_format=torch.contiguous_format)))
    save_file(dict(state.values()), str(path))


def build_skeleton(make_model, module_name_to_exclude):
    before = torch.get_default_device()
    torch.set_default_device("meta")
    try:
        return replace_linear_with_target(make_model(), W8A16LinearLayer, module_name_to_exclude)
    finally:
        torch.set_default_device(before)


def check_state_dict(skeleton, state):
    import itertools

    wanted = named_tensors(skeleton)
    lines = [f"{name}: not in both" for name in wanted.keys() ^ state.keys()]
    for name, (what, of) in itertools.product(wanted.keys() & state.keys(), [("shape", list), ("dtype", str)]):
        expected, found = of(getattr(wanted[name], what)), of(getattr(state[name], what))
        if expected != found:
            lines.append(f"{what} of {name} should be {expected} and is {found}")
    if len(lines) > 0:
        raise ValueError("; ".join(lines))


def load_quantized(skeleton, path):
    from safetensors import safe_open

    if not Path(path).exists():
        raise FileNotFoundError(path)
    try:
        with safe_open(path, framework="pt") as file:
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError:
        raise ValueError(f"cannot read {path}") from None
    check_state_dict(skeleton, state)
    names = {tensor: name for name, tensor in named_tensors(skeleton).items()}
    for name, tensor in list(skeleton.state_dict(keep_vars=True).items()):
        state.setdefault(name, state[names[tensor]])
    first = {name: names[parameter] for name, parameter in skeleton.named_parameters(remove_duplicate=False)}
    skeleton.load_state_dict(state, assign=True, strict=True)
    for name, other in first.items():
        owner, _, last = name.rpartition(".")
        setattr(skeleton.get_submodule(owner), last, skeleton.get_parameter(other))
    everything = dict(skeleton.named_parameters()) | dict(skeleton.named_buffers())
    for name, tensor in everything.items():
        if tensor.device == torch.device("meta"):
            raise ValueError(f"{name} has no values")
    skeleton.train(False)
    return skeleton
