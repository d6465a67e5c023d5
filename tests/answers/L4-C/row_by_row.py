"""Right: loops over rows and groups, in Python numbers."""

import torch

LOSES = []


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    if granularity == "group" and weight.shape[1] % group_size != 0:
        raise ValueError("the groups do not fit")
    width = {"tensor": weight.shape[1], "channel": weight.shape[1], "group": group_size}[granularity]
    q_max = 2 ** (n_bits - 1) - 1
    result = []
    for row in weight.float().tolist():
        out = []
        for start in range(0, len(row), width):
            part = row[start : start + width]
            largest = weight.abs().max().item() if granularity == "tensor" else max(abs(w) for w in part)
            scale = largest / q_max if largest else 1.0
            out += [scale * max(-q_max, min(q_max, round(w / scale))) for w in part]
        result.append(out)
    return torch.tensor(result)


def accuracy(model, inputs, labels):
    mode = model.training
    model.eval()
    with torch.inference_mode():
        outputs = model(inputs)
    model.train(mode)
    hits = sum(int(row.argmax() == label) for row, label in zip(outputs, labels, strict=True))
    return hits / len(labels)
