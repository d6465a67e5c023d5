"""The reference implementation of the LinQuant course: one module per lesson.

The plotting helpers live in linquant_ref.plotting and the comparisons for tests in linquant_ref.checking; neither is
imported here, so that importing the package does not import matplotlib.
"""

from linquant_ref.affine import every_code, linear_dequantization, linear_q_with_scale_and_zero_point
from linquant_ref.bug_hunt import check_dequantizer, check_per_channel, check_qparams, check_quantizer
from linquant_ref.error import expected_mse, quantization_error, saturated_fraction, sqnr
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
from linquant_ref.per_channel import (
    get_q_scales,
    get_q_scales_with_loop,
    linear_q_symmetric_per_channel,
    view_for_broadcast,
)
from linquant_ref.qparams import get_q_scale_and_zero_point, linear_quantization, value_range
from linquant_ref.steps import (
    dequantize,
    find_scale,
    largest_magnitude,
    round_to_codes,
    rounding_error,
    scale_values,
)
from linquant_ref.symmetric import choose_mode, get_q_scale_symmetric, linear_q_symmetric, range_use

__version__ = "0.1.0"

__all__ = [
    "accuracy",
    "asymmetric_dequantize",
    "asymmetric_quantization",
    "check_dequantizer",
    "check_per_channel",
    "check_qparams",
    "check_quantizer",
    "choose_mode",
    "clamp",
    "dequantize",
    "every_code",
    "expected_mse",
    "find_scale",
    "get_q_scale_and_zero_point",
    "get_q_scale_symmetric",
    "get_q_scales",
    "get_q_scales_with_loop",
    "largest_magnitude",
    "layer_errors",
    "linear_dequantization",
    "linear_q_symmetric",
    "linear_q_symmetric_per_channel",
    "linear_q_with_scale_and_zero_point",
    "linear_quantization",
    "quantization_error",
    "quantize_dequantize",
    "quantize_error",
    "quantize_linear_weights",
    "quantized_bytes",
    "range_use",
    "round_to_codes",
    "rounding_error",
    "saturated_fraction",
    "scale_values",
    "sqnr",
    "symmetric_dequantize",
    "symmetric_quantization",
    "value_range",
    "view_for_broadcast",
]
