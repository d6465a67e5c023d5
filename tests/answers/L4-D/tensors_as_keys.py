"""Right: keeps tensors by identity in a dict, makes the model inside the device's context."""

import torch
from safetensors.torch import save_file

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = []


def named_tensors(module):
    first = {}
    for name, tensor in module.state_dict(keep_vars=True).items():
        first.setdefault(tensor, name)
    return {name: tensor for tensor, name in first.items()}


def save_quantized(model, path):
    with torch.no_grad():
        tensors = {name: tensor.data.cpu().contiguous() for name, tensor in named_tensors(model).items()}
        save_file(tensors, path, metadata={"format": "pt"})


def build_skeleton(make_model, module_name_to_exclude):
    with torch.device("meta"):
        return replace_linear_with_target(
            module=make_model(), target_class=W8A16LinearLayer, module_name_to_exclude=list(module_name_to_exclude)
        )
