"""Put another layer in the place of a model's linear layers (lesson L4-B).

PyTorch has no rule for such a replacement; the decisions made here (paths, exact type, shared layers) stand in the
functions' docstrings. The same walk: torchao's quantize_ with a filter function, optimum-quanto's quantize.
"""

from typing import Any

import torch

from linquant_ref._validate import Arguments, describe, torch_module, validated


def _linear(name: str, value: Any, arguments: Arguments) -> None:
    if not isinstance(value, torch.nn.Linear):
        raise TypeError(f"{name} must be a torch.nn.Linear, got {describe(value)}")


def _module_class(name: str, value: Any, arguments: Arguments) -> None:
    if not (isinstance(value, type) and issubclass(value, torch.nn.Module)):
        raise TypeError(f"{name} must be a class derived from torch.nn.Module, got {describe(value)}")


def _quantizable_class(name: str, value: Any, arguments: Arguments) -> None:
    _module_class(name, value, arguments)
    if not callable(getattr(value, "quantize", None)):
        raise TypeError(f"{name} must have a method quantize(weights), {value.__name__} has none")


def _names_of_layers(name: str, value: Any, arguments: Arguments) -> None:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise TypeError(f"{name} must be a list of dotted paths or local names, got {describe(value)}")
    paths = {path for path, _ in arguments["module"].named_modules(remove_duplicate=False)}
    names = paths | {path.rpartition(".")[-1] for path in paths}
    for excluded in value:
        if excluded not in names:
            raise ValueError(
                f"{name} contains {excluded!r}, and no module is called that; see linear_layer_names(module)"
            )


@validated(module=torch_module)
def linear_layer_names(module: torch.nn.Module) -> list[str]:
    """Return the dotted paths of all layers whose type is exactly torch.nn.Linear, in the order of named_modules.

    A layer that is shared is listed under each of its names. The path of module itself is "". Subclasses are left out:
    they may compute something else, and others may read their weight (torch.nn.MultiheadAttention.out_proj).

    Raises:
        TypeError: module is not a torch.nn.Module.
    """
    layers = module.named_modules(remove_duplicate=False)
    return [path for path, layer in layers if type(layer) is torch.nn.Linear]


@validated(module=torch_module)
def model_size_in_bytes(module: torch.nn.Module) -> int:
    """Return the number of bytes of all parameters and buffers; what is shared counts once.

    On the meta device this is the number of bytes that the tensors will need.

    Raises:
        TypeError: module is not a torch.nn.Module.
    """
    tensors = [*module.parameters(), *module.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


@validated(linear=_linear, target_class=_module_class)
def new_layer_for(linear: torch.nn.Linear, target_class: type[Any]) -> torch.nn.Module:
    """Return target_class(in_features, out_features, bias=..., dtype=...) made to fit a linear layer.

    Args:
        linear: The layer to fit: sizes, bias or none, dtype, device (meta included), training or evaluation mode.
        target_class: Class with this constructor; its tensors are made on torch's default device.

    Returns:
        The new layer, with the values its constructor gives it.

    Raises:
        TypeError: linear is not a torch.nn.Linear, or target_class is no class of modules.
    """
    with torch.device(linear.weight.device):
        new_layer: torch.nn.Module = target_class(
            linear.in_features, linear.out_features, bias=linear.bias is not None, dtype=linear.weight.dtype
        )
    return new_layer.train(linear.training)


@validated(module=torch_module, target_class=_module_class, module_name_to_exclude=_names_of_layers)
def replace_linear_with_target(
    module: torch.nn.Module, target_class: type[Any], module_name_to_exclude: list[str]
) -> torch.nn.Module:
    """Replace the layers that linear_layer_names lists by new_layer_for(layer, target_class), and return the root.

    Layers inside module are replaced in place, and module is returned. Where module itself is such a layer, the new
    layer is returned. A shared layer gets one shared replacement. Hooks of a replaced layer are not taken over.

    Args:
        module: A layer, or a model of any depth.
        target_class: See new_layer_for.
        module_name_to_exclude: Layers to keep: a dotted path, as linear_layer_names gives it, means one layer, and a
            local name, the last part of a path, every layer of that name. A shared layer is kept as soon as one of its
            paths is meant.

    Raises:
        TypeError: An argument has the wrong type; a single name must stand in a list.
        ValueError: No module has a name that is to be kept.
    """
    layers = list(module.named_modules(remove_duplicate=False))
    kept = set(module_name_to_exclude)
    new_layers = {layer: layer for path, layer in layers if {path, path.rpartition(".")[-1]} & kept}
    for path, layer in layers:
        if type(layer) is torch.nn.Linear:
            if layer not in new_layers:
                new_layers[layer] = new_layer_for(layer, target_class)
            if path == "":
                module = new_layers[layer]
            else:
                parent, _, name = path.rpartition(".")
                setattr(module.get_submodule(parent), name, new_layers[layer])
    return module


@validated(module=torch_module, target_class=_quantizable_class, module_name_to_exclude=_names_of_layers)
def replace_linear_with_target_and_quantize(
    module: torch.nn.Module, target_class: type[Any], module_name_to_exclude: list[str]
) -> torch.nn.Module:
    """Replace as replace_linear_with_target does, then call quantize(old weight) and copy the old bias.

    Args and result are those of replace_linear_with_target; target_class has a method quantize(weights).

    Raises:
        TypeError: An argument has the wrong type, or target_class has no method quantize.
        ValueError: No module has a name that is to be kept.
    """
    old_layers = {path: layer for path, layer in module.named_modules() if type(layer) is torch.nn.Linear}
    module = replace_linear_with_target(module, target_class, module_name_to_exclude)
    with torch.no_grad():
        for path, old in old_layers.items():
            new = module.get_submodule(path)
            if isinstance(new, target_class):
                new.quantize(old.weight)
                if old.bias is not None:
                    new.bias.copy_(old.bias)
    return module
