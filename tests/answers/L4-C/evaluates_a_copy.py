"""Right: the accuracy of a copy of the model in eval mode; the model itself is never touched."""

import copy

import torch

LOSES = []


def accuracy(model, inputs, labels):
    evaluated = copy.deepcopy(model).eval()
    with torch.no_grad():
        guesses = evaluated(inputs).argmax(dim=1)
    return (guesses == labels).double().mean().item()
