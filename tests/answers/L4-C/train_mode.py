"""Wrong: evaluates with dropout on and gradients recorded."""

LOSES = ["test_accuracy_eval_mode"]


def accuracy(model, inputs, labels):
    return (model(inputs).argmax(dim=1) == labels).float().mean().item()
