"""Wrong: a mean squared error, which depends on the size of the weights."""

import torch

LOSES = ["test_layer_errors_*"]


def layer_errors(model, quantized):
    return {
        name: (module.weight - quantized.get_submodule(name).weight).square().mean().item()
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear)
    }
