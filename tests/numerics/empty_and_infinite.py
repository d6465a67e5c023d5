"""Values that are missing or not finite, and scales that are no scale."""

import numpy as np
import torch
from numerics.rows import CODES, FIND, GIVEN, INF, LAYERS, NAN, NUMPY, PER_TOKEN, REAL, X, refused, row

import linquant_ref as ref


@row(
    "NaN",
    "*real*, *NumPy*",
    "`ValueError` with the argument's name",
    "There is no code for it; libraries give 0, the lowest or the highest code without a word.",
)
def nan_has_no_code() -> None:
    refused(REAL, torch.where(X > 3, NAN, X), ValueError, "must be finite .*nan")
    refused(NUMPY, np.array([1.0, NAN]), ValueError, "params must .*nan")


@row("infinity, of either sign", "*real*, *NumPy*", "`ValueError`", "The scale would be infinite, and every code 0.")
def infinity_has_no_scale() -> None:
    for value in (INF, -INF):
        refused(REAL, torch.where(X > 3, value, X), ValueError, "must be finite .*inf")
        refused(NUMPY, np.array([1.0, value]), ValueError, "params must .*inf")


@row(
    "NaN or infinity",
    "`quantization_error`, `sqnr`",
    "NaN, or an infinite error and a ratio of minus infinity",
    "A measure shows that something is wrong.",
)
def a_measure_shows_nan_and_infinity() -> None:
    assert np.isnan(ref.quantization_error(torch.tensor([NAN]), torch.ones(1)))
    assert np.isnan(ref.sqnr(torch.tensor([NAN]), torch.ones(1)))
    assert ref.quantization_error(torch.ones(1), torch.tensor([INF])) == INF
    assert ref.sqnr(torch.ones(1), torch.tensor([INF])) == -INF


@row(
    "NaN or infinity",
    "`w8_a16_forward`, `W8A16LinearLayer`",
    "stays in the rows that have it",
    "As in `nn.Linear`: a layer is not the place to stop a model.",
)
def a_layer_passes_nan_on() -> None:
    output = LAYERS["w8_a16_forward"](torch.where(X > 3, NAN, X))
    assert output.isnan().tolist() == [[False, False], [True, True]]


@row("no elements", "*find*, *NumPy*", "`ValueError` with the shape", "There is no largest value.")
def nothing_has_no_range() -> None:
    for shape in [(0, 2), (2, 0)]:
        refused(FIND, torch.empty(shape), ValueError, r"at least one element")
        refused(NUMPY, np.empty(shape), ValueError, r"at least one element")
    refused(
        {"error": lambda x: ref.quantization_error(x, x), "sqnr": lambda x: ref.sqnr(x, x)}, X[:0], ValueError, "one"
    )


@row(
    "no rows",
    "functions with a given scale or one per token, layers, dequantizing, packing",
    "an empty result of the right shape and dtype",
    "An empty batch is a batch.",
)
def an_empty_batch_stays_empty() -> None:
    for call in (PER_TOKEN | GIVEN | LAYERS).values():
        result = call(X[:0])
        assert (result[0] if isinstance(result, tuple) else result).shape == (0, 2)
    assert ref.linear_dequantization(CODES[:0], 0.5, 0).shape == (0, 2)
    assert ref.pack_weights(ref.to_unsigned(CODES[:0], 4), 4).shape == (0, 1)


@row(
    "no features", "`quantize_per_token` and layers on codes", "`ValueError`", "A token without features has no scale."
)
def a_token_needs_features() -> None:
    refused(PER_TOKEN, torch.empty(2, 0), ValueError, "at least one feature")


@row(
    "a scale of 0, below 0, NaN, infinite, or 0 in float32 (1e-46)",
    "functions with a given scale",
    "`ValueError`",
    "The quotient would be NaN or infinite for 0.",
)
def a_scale_is_positive_and_finite() -> None:
    for scale in (0.0, -0.5, NAN, INF, 1e-46):
        for call in (lambda s: ref.linear_q_with_scale_and_zero_point(X, s, 0), lambda s: ref.dequantize(CODES, s)):
            refused({"call": call}, scale, ValueError, "scale must be")
