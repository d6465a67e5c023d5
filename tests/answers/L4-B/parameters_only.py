"""Wrong: buffers are not counted, so int8 codes weigh nothing; names of shared layers are listed once."""

import torch

LOSES = [
    "test_model_size_in_bytes_*",
    "test_linear_layer_names_shared",
]


def model_size_in_bytes(module):
    return sum(parameter.numel() * parameter.element_size() for parameter in module.parameters())


def linear_layer_names(module):
    return [path for path, layer in module.named_modules() if type(layer) is torch.nn.Linear]
