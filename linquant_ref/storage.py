"""Save a quantized model, and load it without its float weights (lesson L4-D).

The file format is safetensors (https://huggingface.co/docs/safetensors): the length of a header in 8 bytes, the header
as JSON with the name, dtype, shape and place of every tensor, then their bytes.
It cannot hold code, and has no checksum.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from linquant_ref._validate import Arguments, describe, torch_module, validated
from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import replace_linear_with_target


def _path(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a file name or a path, got {describe(value)}")


def _state(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict of tensors, got {describe(value)}")
    for key, tensor in value.items():
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"{name}[{key!r}] must be a torch.Tensor, got {describe(tensor)}")


def _function(name: str, value: Any, arguments: Arguments) -> None:
    if not callable(value) or isinstance(value, torch.nn.Module):
        raise TypeError(f"{name} must be a function or a class that makes the model, got {describe(value)}")


def _with_values(name: str, value: Any, arguments: Arguments) -> None:
    torch_module(name, value, arguments)
    on_meta = [key for key, tensor in value.state_dict().items() if tensor.is_meta]
    if on_meta:
        raise ValueError(f"{name} has no values to save, these tensors are on the meta device: {', '.join(on_meta)}")


@validated(module=torch_module)
def named_tensors(module: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return the tensors of module.state_dict(), each once, under its first name.

    Two names share a tensor where a layer or a parameter is shared; then both give the same object. Parameters and
    buffers are returned themselves, not detached, on whichever device they are.

    Raises:
        TypeError: module is not a torch.nn.Module.
    """
    tensors: dict[str, torch.Tensor] = {}
    seen = set()
    for name, tensor in module.state_dict(keep_vars=True).items():
        if id(tensor) not in seen:
            tensors[name] = tensor
            seen.add(id(tensor))
    return tensors


@validated(model=_with_values, path=_path)
def save_quantized(model: torch.nn.Module, path: str | os.PathLike[str]) -> None:
    """Write named_tensors(model) to a safetensors file, with their dtypes; the model does not change.

    Args:
        model: Any model with values; int8 codes take 1 byte each in the file.
        path: File to write; what is there is replaced.

    Raises:
        TypeError: model is not a torch.nn.Module, or path is no path.
        ValueError: A tensor is on the meta device.
        RuntimeError: Two different tensors overlap in memory.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in named_tensors(model).items()}
    save_file(tensors, path)


@validated(make_model=_function)
def build_skeleton(make_model: Callable[[], torch.nn.Module], module_name_to_exclude: list[str]) -> torch.nn.Module:
    """Return make_model() on the meta device, its linear layers replaced by W8A16LinearLayer: shapes without values.

    Args:
        make_model: Called without arguments; what it makes must follow torch's default device.
        module_name_to_exclude: Layers to keep, as in replace_linear_with_target.

    Raises:
        TypeError: make_model cannot be called, or module_name_to_exclude is no list.
        ValueError: No module has a name that is to be kept.
    """
    with torch.device("meta"):
        model = make_model()
    return replace_linear_with_target(model, W8A16LinearLayer, module_name_to_exclude)


@validated(skeleton=torch_module, state=_state)
def check_state_dict(skeleton: torch.nn.Module, state: Mapping[str, torch.Tensor]) -> None:
    """Pass if state has the names, shapes and dtypes of named_tensors(skeleton), and nothing else.

    torch's load_state_dict refuses another shape, but takes over any dtype when assign=True.

    Args:
        skeleton: Model that the tensors are meant for; values do not matter.
        state: Tensors by name.

    Raises:
        TypeError: skeleton is not a torch.nn.Module, or state not a dict of tensors.
        ValueError: Something differs; the message has a line for every tensor that is wrong.
    """
    expected = named_tensors(skeleton)
    problems = [f"{name} is missing" for name in expected if name not in state]
    problems += [f"{name} is unexpected" for name in state if name not in expected]
    for name, tensor in expected.items():
        if name in state:
            found = state[name]
            if found.shape != tensor.shape:
                problems.append(f"{name}: expected shape {tuple(tensor.shape)}, found {tuple(found.shape)}")
            if found.dtype != tensor.dtype:
                problems.append(f"{name}: expected dtype {tensor.dtype}, found {found.dtype}")
    if problems:
        raise ValueError("the tensors do not fit the model:\n" + "\n".join(problems))


@validated(skeleton=torch_module, path=_path)
def load_quantized(skeleton: torch.nn.Module, path: str | os.PathLike[str]) -> torch.nn.Module:
    """Put the tensors of a safetensors file into the skeleton, and return it, in evaluation mode.

    No tensor is copied: the file's become the model's (load_state_dict with assign=True). What shares a tensor in the
    skeleton shares it afterwards, and parameters keep their requires_grad.

    Args:
        skeleton: Model of the shape that was saved, as build_skeleton makes it; changed in place.
        path: File that save_quantized wrote.

    Raises:
        TypeError: skeleton is not a torch.nn.Module, or path is no path.
        FileNotFoundError: There is no such file.
        ValueError: The file is not a complete safetensors file, check_state_dict refuses its tensors (then the skeleton
            is unchanged), or a tensor that is never saved, such as a non-persistent buffer, is still on meta.
    """
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path} is not a complete safetensors file: {error}") from error
    check_state_dict(skeleton, state)
    loaded = {}
    for name, tensor in named_tensors(skeleton).items():
        is_parameter = isinstance(tensor, torch.nn.Parameter)
        loaded[id(tensor)] = torch.nn.Parameter(state[name], tensor.requires_grad) if is_parameter else state[name]
    all_names = {name: loaded[id(tensor)] for name, tensor in skeleton.state_dict(keep_vars=True).items()}
    skeleton.load_state_dict(all_names, assign=True)
    on_meta = [name for name, tensor in [*skeleton.named_parameters(), *skeleton.named_buffers()] if tensor.is_meta]
    if on_meta:
        raise ValueError(f"not in the file and still without values: {', '.join(on_meta)}; fill them before loading")
    return skeleton.eval()
