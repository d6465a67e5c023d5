"""Right: recursion over the modules, layers replaced one by one, load_state_dict of a copy finds names and shapes."""

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from linquant_ref.linear_layer import W8A16LinearLayer

LOSES = []


def named_tensors(module):
    result, seen = {}, set()

    def visit(layer, prefix):
        saved = {
            name: tensor for name, tensor in layer._buffers.items() if name not in layer._non_persistent_buffers_set
        }
        for name, tensor in (layer._parameters | saved).items():
            if tensor is not None and tensor not in seen:
                seen.add(tensor)
                result[prefix + name] = tensor
        for name, child in layer._modules.items():
            if child is not None:
                visit(child, f"{prefix}{name}.")

    visit(module, "")
    return result


def save_quantized(model, path):
    names = named_tensors(model)
    state = {name: tensor for name, tensor in model.state_dict().items() if name in names}
    for name in state:
        if state[name].device.type != "cpu":
            state[name] = state[name].to("cpu")
        if not state[name].is_contiguous():
            state[name] = state[name].clone(memory_format=torch.contiguous_format)
    save_file(filename=path, tensors=state)


def build_skeleton(make_model, module_name_to_exclude):
    with torch.device("meta"):
        root = torch.nn.ModuleDict({"root": make_model()})
        layers = [(path.partition(".")[2], layer) for path, layer in root.named_modules(remove_duplicate=False) if path]
        new_layers = {layer: layer for path, layer in layers if {path, path.split(".")[-1]} & {*module_name_to_exclude}}
        for path, layer in layers:
            if type(layer) is torch.nn.Linear:
                if layer not in new_layers:
                    new = W8A16LinearLayer(*layer.weight.shape[::-1], layer.bias is not None, layer.weight.dtype)
                    new_layers[layer] = new.train(layer.training)
                root.set_submodule(f"root.{path}".rstrip("."), new_layers[layer])
    return root["root"]


def check_state_dict(skeleton, state):
    import copy

    wanted = named_tensors(skeleton)
    problems = [
        f"{name}: {state[name].dtype} instead of {tensor.dtype}"
        for name, tensor in wanted.items()
        if name in state and state[name].dtype != tensor.dtype
    ]
    name_of = {tensor: name for name, tensor in wanted.items()}
    every = dict(state)
    for name, tensor in skeleton.state_dict(keep_vars=True).items():
        if name not in wanted and name_of[tensor] in state:
            every[name] = state[name_of[tensor]]
    problems += [
        f"{name} is there twice"
        for name in every
        if name in state and name in skeleton.state_dict() and name not in wanted
    ]
    try:
        copy.deepcopy(skeleton).to("meta").load_state_dict(every, assign=False)
    except RuntimeError as error:
        problems.append(str(error))
    if problems:
        raise ValueError("; ".join(problems))


def load_quantized(skeleton, path):
    import os

    from safetensors import safe_open

    os.stat(path)
    state = {}
    try:
        with safe_open(str(path), framework="pt") as file:
            for name in file.keys():  # noqa: SIM118
                state[name] = file.get_tensor(name)
    except SafetensorError as error:
        raise ValueError(f"{error} in {path}") from error
    check_state_dict(skeleton, state)
    name_of = {tensor: name for name, tensor in named_tensors(skeleton).items()}
    parameters, buffers = {}, {}
    for layer in skeleton.modules():
        for name, tensor in list(layer.named_buffers(recurse=False)):
            if name in layer._non_persistent_buffers_set:
                if tensor.is_meta:
                    raise ValueError(f"{name} has to be filled first")
            else:
                setattr(layer, name, buffers.setdefault(name_of[tensor], state[name_of[tensor]]))
        for name, tensor in list(layer._parameters.items()):
            if tensor is not None and tensor in name_of:
                new = parameters.setdefault(
                    name_of[tensor], torch.nn.Parameter(state[name_of[tensor]], tensor.requires_grad)
                )
                setattr(layer, name, new)
    return skeleton.eval()
