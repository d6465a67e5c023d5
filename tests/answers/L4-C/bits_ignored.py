"""Wrong: always 8 bits."""

LOSES = [
    "test_quantize_dequantize_bits",
    "test_quantize_dequantize_example",
    "test_quantize_dequantize_groups",
    "test_quantize_linear_weights_example",
    "test_quantize_linear_weights_options",
]


def quantize_dequantize(weight, n_bits, granularity="tensor", group_size=8):
    if granularity == "group" and weight.shape[1] % group_size:
        raise ValueError(group_size)
    from linquant_ref.per_channel import linear_q_symmetric_per_channel

    shape = {"tensor": (1, -1), "channel": (weight.shape[0], -1), "group": (-1, group_size)}[granularity]
    codes, scale = linear_q_symmetric_per_channel(weight.detach().float().reshape(shape), 0)
    return (codes * scale).reshape(weight.shape)
