"""Right: parameters and buffers under their first names, bytes in memory, shared parameters tied again afterwards."""

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = []


def named_tensors(module):
    firsts = dict(module.named_parameters())
    firsts.update(module.named_buffers())
    return {name: firsts[name] for name in module.state_dict() if name in firsts}


def save_quantized(model, path):
    from safetensors.torch import save

    state = {}
    for name, tensor in named_tensors(model).items():
        state[name] = torch.empty(tensor.shape, dtype=tensor.dtype)
        with torch.no_grad():
            state[name].copy_(tensor)
    with open(path, "wb") as file:
        file.write(save(state))


def build_skeleton(make_model, module_name_to_exclude):
    import contextlib

    with contextlib.ExitStack() as stack:
        stack.enter_context(torch.device("meta"))
        model = make_model()
        stack.close()
        return replace_linear_with_target(model, W8A16LinearLayer, module_name_to_exclude)


def check_state_dict(skeleton, state):
    wanted = named_tensors(skeleton)
    missing = [name for name in wanted if state.get(name) is None]
    unexpected = [name for name in state if wanted.get(name) is None]
    both = [(name, wanted[name], state[name]) for name in wanted if name not in missing]
    shapes = [f"{name} {[*old.shape]} -> {[*new.shape]}" for name, old, new in both if old.shape != new.shape]
    dtypes = [f"{name} {old.dtype} -> {new.dtype}" for name, old, new in both if old.dtype != new.dtype]
    report = {"missing": missing, "unexpected": unexpected, "other shapes": shapes, "other dtypes": dtypes}
    if any(report.values()):
        raise ValueError(str(report))


def load_quantized(skeleton, path):
    try:
        state = load_file(filename=path, device="cpu")
    except SafetensorError as error:
        raise ValueError(f"no safetensors: {path}") from error
    check_state_dict(skeleton=skeleton, state=state)
    names_of = {}
    for name, parameter in skeleton.named_parameters(remove_duplicate=False):
        names_of.setdefault(parameter, []).append(name)
    skeleton.load_state_dict(state, strict=False, assign=True)
    for first, *others in names_of.values():
        for other in others:
            owner, _, last = other.rpartition(".")
            skeleton.get_submodule(owner).register_parameter(last, skeleton.get_parameter(first))
    skeleton.eval()
    for name, tensor in [*skeleton.named_parameters(), *skeleton.named_buffers()]:
        if str(tensor.device) == "meta":
            raise ValueError(f"{name} is still on meta")
    return skeleton
