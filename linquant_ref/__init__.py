"""The reference implementation of the LinQuant course: one module per lesson.

The plotting helpers live in linquant_ref.plotting and the comparisons for tests in linquant_ref.checking; neither is
imported here, so that importing the package does not import matplotlib.
"""

from linquant_ref.affine import every_code, linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.bug_hunt import check_dequantizer, check_per_channel, check_qparams, check_quantizer
from linquant_ref.error import expected_mse, quantization_error, saturated_fraction, sqnr
from linquant_ref.inference import (
    int_matmul_with_zero_points,
    quantize_per_token,
    quantized_linear_W8A8,
    quantized_linear_W8A32_without_bias,
)
from linquant_ref.linear_layer import W8A16LinearLayer, quantize_rows, random_codes, w8_a16_forward
from linquant_ref.model_quant import (
    accuracy,
    layer_errors,
    quantize_dequantize,
    quantize_linear_weights,
    quantized_bytes,
)
from linquant_ref.numpy_quant import (
    asymmetric_dequantize,
    asymmetric_quantization,
    clamp,
    quantize_error,
    symmetric_dequantize,
    symmetric_quantization,
)
from linquant_ref.pack import check_codes, pack_byte, pack_weights, pack_with_loop, packed_size, to_unsigned
from linquant_ref.per_channel import (
    get_q_scales,
    get_q_scales_with_loop,
    linear_q_symmetric_per_channel,
    view_for_broadcast,
)
from linquant_ref.per_group import (
    bits_per_weight,
    linear_dequantization_per_group,
    linear_q_symmetric_per_group,
    split_into_groups,
)
from linquant_ref.qparams import get_q_scale_and_zero_point, linear_quantization, value_range
from linquant_ref.replace import (
    linear_layer_names,
    model_size_in_bytes,
    new_layer_for,
    replace_linear_with_target,
    replace_linear_with_target_and_quantize,
)
from linquant_ref.steps import (
    dequantize,
    find_scale,
    largest_magnitude,
    round_to_codes,
    rounding_error,
    scale_values,
)
from linquant_ref.storage import build_skeleton, check_state_dict, load_quantized, named_tensors, save_quantized
from linquant_ref.symmetric import choose_mode, get_q_scale_symmetric, linear_q_symmetric, range_use
from linquant_ref.unpack import code_at, storage_bytes, unpack_byte, unpack_signed, unpack_weights

__version__ = "0.1.0"

__all__ = [
    "W8A16LinearLayer",
    "accuracy",
    "asymmetric_dequantize",
    "asymmetric_quantization",
    "bits_per_weight",
    "build_skeleton",
    "check_codes",
    "check_dequantizer",
    "check_per_channel",
    "check_qparams",
    "check_quantizer",
    "check_state_dict",
    "choose_mode",
    "clamp",
    "code_at",
    "dequantize",
    "every_code",
    "expected_mse",
    "find_scale",
    "get_q_scale_and_zero_point",
    "get_q_scale_symmetric",
    "get_q_scales",
    "get_q_scales_with_loop",
    "int_matmul_with_zero_points",
    "largest_magnitude",
    "layer_errors",
    "linear_dequantization",
    "linear_dequantization_per_group",
    "linear_layer_names",
    "linear_q_symmetric",
    "linear_q_symmetric_per_channel",
    "linear_q_symmetric_per_group",
    "linear_q_with_scale_and_zero_point",
    "linear_quantization",
    "load_quantized",
    "model_size_in_bytes",
    "named_tensors",
    "new_layer_for",
    "pack_byte",
    "pack_weights",
    "pack_with_loop",
    "packed_size",
    "quantization_error",
    "quantize_dequantize",
    "quantize_error",
    "quantize_linear_weights",
    "quantize_per_token",
    "quantize_rows",
    "quantized_bytes",
    "quantized_linear_W8A8",
    "quantized_linear_W8A32_without_bias",
    "random_codes",
    "range_use",
    "replace_linear_with_target",
    "replace_linear_with_target_and_quantize",
    "round_to_codes",
    "rounding_error",
    "saturated_fraction",
    "save_quantized",
    "scale_values",
    "split_into_groups",
    "sqnr",
    "storage_bytes",
    "symmetric_dequantize",
    "symmetric_quantization",
    "to_unsigned",
    "unpack_byte",
    "unpack_signed",
    "unpack_weights",
    "value_range",
    "view_for_broadcast",
    "w8_a16_forward",
]
