"""Wrong: quantizes every parameter, biases and norms included."""

import copy

from linquant_ref.model_quant import quantize_dequantize

LOSES = ["test_quantize_linear_weights_example", "test_quantize_linear_weights_leaves_the_rest"]


def quantize_linear_weights(model, n_bits, granularity="tensor", group_size=8):
    quantized = copy.deepcopy(model)
    for parameter in quantized.parameters():
        rows = parameter.data.reshape(parameter.shape[0], -1)
        fits = rows.shape[1] % group_size == 0
        restored = quantize_dequantize(rows, n_bits, granularity if fits else "channel", group_size)
        parameter.data = restored.reshape(parameter.shape)
    return quantized
