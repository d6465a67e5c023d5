"""Right: writes and reads the file's header and bytes by itself, puts the tensors into the modules one by one."""

import json
from pathlib import Path

import torch

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target

LOSES = []


def named_tensors(module):
    items = list(module.state_dict(keep_vars=True).items())
    first_name = {id(tensor): name for name, tensor in reversed(items)}
    return {name: tensor for name, tensor in items if first_name[id(tensor)] == name}


def save_quantized(model, path):
    codes = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int8: "I8", torch.uint8: "U8"}
    header, content = {}, b""
    for name, tensor in named_tensors(model).items():
        raw = tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes()
        place = [len(content), len(content) + len(raw)]
        header[name] = {"dtype": codes[tensor.dtype], "shape": list(tensor.shape), "data_offsets": place}
        content += raw
    text = json.dumps(header).encode()
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + content)


def build_skeleton(make_model, module_name_to_exclude):
    meta = torch.device("meta")
    meta.__enter__()
    try:
        model = make_model()
    finally:
        meta.__exit__(None, None, None)
    return replace_linear_with_target(model, W8A16LinearLayer, module_name_to_exclude)


def check_state_dict(skeleton, state):
    wanted = {(name, tuple(tensor.shape), tensor.dtype) for name, tensor in named_tensors(skeleton).items()}
    found = {(name, tuple(tensor.shape), tensor.dtype) for name, tensor in state.items()}
    if wanted != found:
        raise ValueError(f"expected, but not found: {wanted - found}; found, but not expected: {found - wanted}")


def load_quantized(skeleton, path):
    kinds = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I8": torch.int8, "U8": torch.uint8}
    raw = bytearray(Path(path).read_bytes())
    state = {}
    try:
        begin = 8 + int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:begin])
        header.pop("__metadata__", None)
        for name, about in header.items():
            kind, (start, end) = kinds[about["dtype"]], about["data_offsets"]
            count = (end - start) // kind.itemsize
            flat = torch.frombuffer(raw, dtype=kind, count=count, offset=begin + start)
            state[name] = flat.reshape(about["shape"])
    except (ValueError, KeyError, OverflowError) as error:
        raise ValueError(f"{path} is broken: {error}") from error
    check_state_dict(skeleton, state)
    new = {id(tensor): state[name] for name, tensor in named_tensors(skeleton).items()}
    for module in skeleton.modules():
        for parameter in module.parameters(recurse=False):
            if not isinstance(new[id(parameter)], torch.nn.Parameter):
                new[id(parameter)] = torch.nn.Parameter(new[id(parameter)], parameter.requires_grad)
        for name, parameter in module._parameters.items():
            if parameter is not None:
                module._parameters[name] = new.get(id(parameter), parameter)
        for name, buffer in module._buffers.items():
            if buffer is not None and name not in module._non_persistent_buffers_set:
                module._buffers[name] = new.get(id(buffer), buffer)
            elif buffer is not None and buffer.is_meta:
                raise ValueError(f"{name} of {module} is in no file")
    return skeleton.eval()
