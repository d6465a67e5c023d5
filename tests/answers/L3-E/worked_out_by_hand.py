"""Right: a table of inputs and the numbers they must give."""

import torch

LOSES = []


def check_quantizer(quantize):
    for values, scale, zero_point, dtype, codes in [
        ([300.0, -300.0, 0.4, -0.7], 0.5, 3, torch.int8, [127, -128, 4, 2]),
        ([300.0, -300.0, 0.4, -0.7], 0.5, 3, torch.uint8, [255, 0, 4, 2]),
        ([300.0, -300.0, 0.4, -0.7], 0.5, 3, torch.int16, [603, -597, 4, 2]),
    ]:
        tensor = torch.tensor(values)
        actual = quantize(tensor, scale, zero_point, dtype)
        assert actual.dtype == dtype and actual.tolist() == codes  # noqa: PT018
        assert tensor.tolist() == torch.tensor(values).tolist()
    low = torch.tensor([k / 64 for k in range(64, 128)]).bfloat16()
    assert quantize(low, 0.0163, 0).tolist() == [round(k / 64 / 0.0163) for k in range(64, 128)]


def check_dequantizer(dequantize):
    assert dequantize(torch.tensor([127, -128, 0], dtype=torch.int8), 2.0, -70).tolist() == [394.0, -116.0, 140.0]
    assert dequantize(torch.tensor([0, 255], dtype=torch.uint8), 2.0, 51).tolist() == [-102.0, 408.0]


def check_qparams(find_qparams):
    for sample, dtype, scale, zero_point in [
        ([-1.0, 4.1], torch.int8, 0.02, -78),
        ([-1.0, 4.1], torch.uint8, 0.02, 50),
        ([5.1, 5.0], torch.int8, 0.02, -128),
        ([-5.1, -5.0], torch.int8, 0.02, 127),
        ([-5.1, -5.0], torch.uint8, 0.02, 255),
    ]:
        actual = find_qparams(torch.tensor(sample), dtype)
        assert abs(actual[0] / scale - 1) < 1e-5
        assert actual[1] == zero_point
    assert find_qparams(torch.zeros(3))[0] > 0
