"""Replacing layers: roots, shared layers, paths, the meta device, and errors that name the argument."""

from typing import Any

import pytest
import torch

from linquant_ref.linear_layer import W8A16LinearLayer
from linquant_ref.replace import (
    linear_layer_names,
    model_size_in_bytes,
    new_layer_for,
    replace_linear_with_target,
    replace_linear_with_target_and_quantize,
)

REPLACE = [replace_linear_with_target, replace_linear_with_target_and_quantize]
each_way = pytest.mark.parametrize("replace", REPLACE, ids=lambda function: function.__name__)


def model() -> torch.nn.Sequential:
    inner = torch.nn.Sequential(torch.nn.Linear(4, 4, bias=False), torch.nn.ReLU())
    return torch.nn.Sequential(torch.nn.Linear(3, 4), inner, torch.nn.Linear(4, 2))


@each_way
def test_all_layers_but_the_excluded_paths_are_replaced_once_and_for_all(replace: Any) -> None:
    net = model()
    last = net[2]
    assert replace(net, W8A16LinearLayer, ["2"]) is net
    assert linear_layer_names(net) == ["2"]
    assert net[2] is last
    before = list(net.named_modules())
    replace(net, W8A16LinearLayer, ["2"])
    assert list(net.named_modules()) == before


@each_way
def test_a_root_that_is_a_linear_layer_is_returned_replaced_unless_it_is_excluded(replace: Any) -> None:
    linear = torch.nn.Linear(3, 2)
    assert isinstance(replace(linear, W8A16LinearLayer, []), W8A16LinearLayer)
    assert replace(linear, W8A16LinearLayer, [""]) is linear


@each_way
def test_a_shared_layer_or_block_stays_shared(replace: Any) -> None:
    one, block = torch.nn.Linear(4, 4), model()
    net = replace(torch.nn.ModuleDict({"a": one, "b": block, "c": block, "d": one}), W8A16LinearLayer, [])
    assert isinstance(net["a"], W8A16LinearLayer)
    assert net["a"] is net["d"]
    assert net["b"] is net["c"] is block
    assert linear_layer_names(net) == []


@each_way
def test_a_skeleton_stays_on_meta_and_has_the_size_of_the_real_model(replace: Any) -> None:
    with torch.device("meta"):
        skeleton = model()
    replace(skeleton, W8A16LinearLayer, [])
    assert {tensor.device.type for tensor in skeleton.state_dict().values()} == {"meta"}
    assert model_size_in_bytes(skeleton) == model_size_in_bytes(replace(model(), W8A16LinearLayer, []))


def test_the_quantizing_version_copies_the_bias_into_a_buffer() -> None:
    linear = torch.nn.Linear(3, 2, dtype=torch.bfloat16).eval()
    new = replace_linear_with_target_and_quantize(linear, W8A16LinearLayer, [])
    assert torch.equal(new.bias, linear.bias)
    assert new.bias.data_ptr() != linear.bias.data_ptr()
    assert list(new.parameters()) == []
    assert not new.training


def test_subclasses_of_linear_stay() -> None:
    attention = torch.nn.MultiheadAttention(8, 2)
    assert linear_layer_names(attention) == []
    projection = attention.out_proj
    assert replace_linear_with_target(attention, W8A16LinearLayer, []).out_proj is projection


def test_the_size_counts_shared_tensors_once_and_buffers_too() -> None:
    one = torch.nn.Linear(4, 4)
    assert model_size_in_bytes(torch.nn.Sequential(one, one)) == 80
    assert model_size_in_bytes(torch.nn.BatchNorm1d(3)) == 56
    assert model_size_in_bytes(W8A16LinearLayer(16, 32)) == 768


@each_way
@pytest.mark.parametrize(
    ("argument", "value", "error", "message"),
    [
        ("module", "net", TypeError, "'net'"),
        ("target_class", torch.nn.ReLU(), TypeError, "ReLU"),
        ("target_class", int, TypeError, "int"),
        ("module_name_to_exclude", "2", TypeError, "'2'"),
        ("module_name_to_exclude", ["lm_head"], ValueError, "'lm_head'"),
    ],
)
def test_a_bad_argument_is_named(replace: Any, argument: str, value: Any, error: type[Exception], message: str) -> None:
    good = {"module": model(), "target_class": W8A16LinearLayer, "module_name_to_exclude": []}
    with pytest.raises(error, match=f"^{argument} .*{message}"):
        replace(**good | {argument: value})


def test_a_target_class_without_quantize_and_other_modules_are_refused() -> None:
    with pytest.raises(TypeError, match=r"^target_class must have a method quantize"):
        replace_linear_with_target_and_quantize(model(), torch.nn.Linear, [])
    with pytest.raises(TypeError, match=r"^linear must be a torch.nn.Linear"):
        new_layer_for(torch.nn.ReLU(), W8A16LinearLayer)  # type: ignore[arg-type]
    for function in (linear_layer_names, model_size_in_bytes):
        with pytest.raises(TypeError, match=r"^module must be a torch.nn.Module"):
            function([])  # type: ignore[arg-type]


def test_a_local_name_keeps_every_layer_of_that_name() -> None:
    layers = torch.nn.ModuleDict(
        {"head": torch.nn.Linear(2, 2), "deep": torch.nn.ModuleDict({"head": torch.nn.Linear(2, 2)})}
    )
    kept = layers["head"], layers["deep"]["head"]
    replace_linear_with_target(layers, W8A16LinearLayer, ["head"])
    assert (layers["head"], layers["deep"]["head"]) == kept
    replace_linear_with_target(layers, W8A16LinearLayer, ["deep.head"])
    assert type(layers["head"]) is W8A16LinearLayer
    assert layers["deep"]["head"] is kept[1]
