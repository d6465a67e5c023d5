"""Saving and loading: agreement with safetensors' own functions, broken files, and the memory that loading takes."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, load_model

from linquant_ref import (
    W8A16LinearLayer,
    build_skeleton,
    check_state_dict,
    load_quantized,
    model_size_in_bytes,
    named_tensors,
    replace_linear_with_target_and_quantize,
    save_quantized,
)
from linquant_ref.tracking import TensorMemory


class Tied(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = torch.nn.Embedding(20, 8)
        self.body = torch.nn.Linear(8, 8)
        self.lm_head = torch.nn.Linear(8, 20, bias=False)
        self.lm_head.weight = self.embed.weight

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        return self.lm_head(self.body(self.embed(words)))


def quantized() -> torch.nn.Module:
    return replace_linear_with_target_and_quantize(Tied(), W8A16LinearLayer, ["lm_head"])


def skeleton() -> torch.nn.Module:
    return build_skeleton(Tied, ["lm_head"])


def test_a_model_survives_being_saved_and_loaded_twice(tmp_path: Path) -> None:
    model, words = quantized(), torch.arange(20)
    save_quantized(model, tmp_path / "one")
    once = load_quantized(skeleton(), tmp_path / "one")
    save_quantized(once, str(tmp_path / "two"))
    twice = load_quantized(skeleton(), str(tmp_path / "two"))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert torch.equal(twice(words), model(words))
    assert twice.lm_head.weight is twice.embed.weight
    assert model_size_in_bytes(twice) == model_size_in_bytes(model)


def test_safetensors_own_function_loads_the_file_too(tmp_path: Path) -> None:
    model, other = quantized(), quantized()
    save_quantized(model, tmp_path / "file")
    assert load_model(other, tmp_path / "file", strict=False)[1] == []
    assert torch.equal(other(torch.arange(20)), model(torch.arange(20)))


def test_a_frozen_parameter_stays_frozen_and_a_root_layer_is_replaced(tmp_path: Path) -> None:
    save_quantized(torch.nn.LayerNorm(3), tmp_path / "norm")
    frozen = torch.nn.LayerNorm(3, device="meta")
    frozen.bias.requires_grad_(False)
    loaded = load_quantized(frozen, tmp_path / "norm")
    assert (loaded.weight.requires_grad, loaded.bias.requires_grad) == (True, False)
    assert isinstance(build_skeleton(lambda: torch.nn.Linear(3, 2), []), W8A16LinearLayer)


def test_loading_takes_the_memory_of_the_quantized_model_and_quantizing_more(tmp_path: Path) -> None:
    with TensorMemory() as by_quantizing:
        model = quantized()
    save_quantized(model, tmp_path / "file")
    with TensorMemory() as by_loading:
        load_quantized(skeleton(), tmp_path / "file")
    assert by_loading.peak == model_size_in_bytes(model)
    assert by_quantizing.peak > model_size_in_bytes(Tied())
    assert by_quantizing.history[-1] == model_size_in_bytes(model)


def test_tensor_memory_counts_a_storage_once_and_subtracts_what_is_freed() -> None:
    with TensorMemory() as memory:
        first = torch.ones(100)
        view = first[:50].reshape(5, 10)
        del first
        assert memory.history[-1] == 400
        del view
        torch.ones(10, device="meta")
        torch.ones(25)
    torch.ones(1000)
    assert memory.history == [0, 400, 0, 100, 0]
    assert memory.peak == 400


@pytest.mark.parametrize(
    "broken", [b"", b"<html>not found</html>", b"\x80\x02}q\x00."], ids=["empty", "html", "pickle"]
)
def test_a_broken_file_is_named(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(broken)
    with pytest.raises(ValueError, match=r"broken is not a complete safetensors file"):
        load_quantized(skeleton(), tmp_path / "broken")


def test_a_cut_off_file_is_named_and_a_missing_one_not_found(tmp_path: Path) -> None:
    save_quantized(quantized(), tmp_path / "whole")
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:-1])
    with pytest.raises(ValueError, match="cut is not a complete safetensors file"):
        load_quantized(skeleton(), tmp_path / "cut")
    with pytest.raises(FileNotFoundError):
        load_quantized(skeleton(), tmp_path / "nothing")


def test_every_misfit_is_listed_and_the_skeleton_stays(tmp_path: Path) -> None:
    model = quantized()
    model.body.scales = model.body.scales.view(1, 8)
    model.body.int8_weights = model.body.int8_weights.float()
    model.register_buffer("extra", torch.ones(1))
    save_quantized(model, tmp_path / "file")
    empty = skeleton()
    with pytest.raises(ValueError, match="do not fit") as refusal:
        load_quantized(empty, tmp_path / "file")
    assert sorted(str(refusal.value).splitlines()[1:]) == [
        "body.int8_weights: expected dtype torch.int8, found torch.float32",
        "body.scales: expected shape (8,), found (1, 8)",
        "extra is unexpected",
    ]
    assert all(tensor.is_meta for tensor in named_tensors(empty).values())
    with pytest.raises(ValueError, match=r"^the tensors do not fit the model:\nweight is missing\nbias is missing$"):
        check_state_dict(torch.nn.LayerNorm(3), {})


def test_a_buffer_that_is_never_saved_must_be_filled_first(tmp_path: Path) -> None:
    save_quantized(torch.nn.LayerNorm(3), tmp_path / "file")
    norm = torch.nn.LayerNorm(3, device="meta")
    norm.register_buffer("mask", torch.ones(3, device="meta"), persistent=False)
    with pytest.raises(ValueError, match="without values: mask; fill"):
        load_quantized(norm, tmp_path / "file")


def test_a_model_without_values_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"on the meta device: embed\.weight, body\.int8_weights"):
        save_quantized(skeleton(), tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_transposed_weights_are_saved_row_by_row(tmp_path: Path) -> None:
    layer = W8A16LinearLayer(2, 3)
    layer.int8_weights = torch.arange(6, dtype=torch.int8).reshape(2, 3).t()
    save_quantized(layer, tmp_path / "file")
    assert load_file(tmp_path / "file")["int8_weights"].tolist() == [[0, 3], [1, 4], [2, 5]]


def test_arguments_of_a_wrong_kind_are_named(tmp_path: Path) -> None:
    layer = W8A16LinearLayer(2, 3)
    for call, message in [
        (lambda: named_tensors({}), "module must be a torch.nn.Module"),
        (lambda: save_quantized(layer, 3), "path must be a file name"),
        (lambda: save_quantized({}, tmp_path / "x"), "model must be a torch.nn.Module"),
        (lambda: build_skeleton(layer, []), "make_model must be a function or a class"),
        (lambda: build_skeleton(Tied, "lm_head"), "module_name_to_exclude must be a list"),
        (lambda: check_state_dict(layer, [1]), "state must be a dict"),
        (lambda: check_state_dict(layer, {"bias": 1}), r"state\['bias'\] must be a torch.Tensor"),
        (lambda: load_quantized(layer, None), "path must be a file name"),
    ]:
        with pytest.raises(TypeError, match=message):
            call()
