"""The definitions of quantization in exact fractions, rounded only where the format they are computed in rounds."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import torch

Number = Fraction | float  # A float stands for an infinity, which Fraction does not have.

# Bits of the significand; exponents of the smallest positive number and of the first power of two that is too large.
FORMATS = {
    torch.float16: (11, -24, 16),
    torch.bfloat16: (8, -133, 128),
    torch.float32: (24, -149, 128),
    torch.float64: (53, -1074, 1024),
}


def nearest(value: Number, dtype: torch.dtype) -> Number:
    """Return the number of a floating-point format that is nearest to value, ties to even: IEEE 754, section 4.3.1."""
    if isinstance(value, float) or value == 0:
        return value
    significand, smallest, limit = FORMATS[dtype]
    top, bottom = abs(value.numerator), value.denominator
    exponent = top.bit_length() - bottom.bit_length()
    if top << max(-exponent, 0) < bottom << max(exponent, 0):
        exponent -= 1
    last = max(exponent - significand + 1, smallest)
    steps, rest = divmod(top << max(-last, 0), denominator := bottom << max(last, 0))
    if 2 * rest > denominator or (2 * rest == denominator and steps % 2):
        steps += 1
    steps = steps if value > 0 else -steps
    if steps.bit_length() + last > limit:
        return math.copysign(math.inf, steps)
    return Fraction(steps << last) if last > 0 else Fraction(steps, 1 << -last)


@dataclass(frozen=True)
class Definition:
    """One way to compute a code: when the zero point is added, what happens with the scale, and in which format.

    Attributes:
        adds: "before" rounding: round(x/s + z), or "after" it: round(x/s) + z.
        divides: "division", x / s; "reciprocal", x * (1 / s) with 1 / s rounded to the format; or "fused", the same in
            one multiply-add x * (1 / s) + z, which rounds once.
        computes_in: The format of every intermediate result; None is the real numbers, which round nothing.
    """

    adds: str
    divides: str
    computes_in: torch.dtype | None = torch.float32

    def code(self, x: Fraction, scale: Fraction, zero_point: int, low: int, high: int) -> int:
        """Return the code of x, in low ... high."""
        steps = self._steps(x, scale, zero_point)
        if isinstance(steps, float):
            return low if steps < 0 else high
        return min(max(round(steps) + (zero_point if self.adds == "after" else 0), low), high)

    def _steps(self, x: Fraction, scale: Fraction, zero_point: int) -> Number:
        before = zero_point if self.adds == "before" else 0
        if self.computes_in is None:
            return x / scale + before
        if self.divides == "division":
            ratio = nearest(x / scale, self.computes_in)
        else:
            inverse = nearest(1 / scale, self.computes_in)
            if isinstance(inverse, float):
                raise OverflowError(f"1 / {float(scale)} is infinite in {self.computes_in}")
            ratio = x * inverse if self.divides == "fused" else nearest(x * inverse, self.computes_in)
        return ratio if isinstance(ratio, float) else nearest(ratio + before, self.computes_in)

    def codes(
        self, x: torch.Tensor, scale: torch.Tensor, zero_point: torch.Tensor, low: int, high: int
    ) -> torch.Tensor:
        """Return the codes of a tensor as int64; scale and zero_point broadcast to its shape."""
        flat = [fractions(x), fractions(scale.expand(x.shape)), zero_point.expand(x.shape).flatten().tolist()]
        codes = [self.code(*triple, low, high) for triple in zip(*flat, strict=True)]
        return torch.tensor(codes, dtype=torch.int64).reshape(x.shape)


OURS = Definition("before", "division")
TINY = Fraction(1, 2**126)  # float32's smallest normal number


@dataclass(frozen=True)
class Finder:
    """One way to find a scale and a zero point.

    Attributes:
        adds: "before": z = round(low - r_min / s), or "after": z = low - round(r_min / s).
        computes_in: The format of every intermediate result.
        floor: The smallest scale.
    """

    adds: str
    computes_in: torch.dtype
    floor: Fraction = TINY

    def affine(self, values: list[Fraction], low: int, high: int) -> tuple[Fraction, int]:
        """Return s = (r_max - r_min) / (high - low) and the zero point; the range is extended to 0."""
        r_min = min([*values, Fraction(0)])
        width = self._finite(max([*values, Fraction(0)]) - r_min)
        scale = max(self._finite(width / (high - low)), self.floor)
        ratio = self._finite(r_min / scale)
        zero_point = round(self._finite(low - ratio)) if self.adds == "before" else low - round(ratio)
        return scale, min(max(zero_point, low), high)

    def symmetric(self, values: list[Fraction], quant_max: int | Fraction) -> Fraction:
        """Return s = max |r| / quant_max."""
        return max(self._finite(max(map(abs, values)) / quant_max), self.floor)

    def _finite(self, value: Fraction) -> Fraction:
        found = nearest(value, self.computes_in)
        if isinstance(found, float):
            raise OverflowError(f"{float(value)} is infinite in {self.computes_in}")
        return found


OUR_FINDER = Finder("before", torch.float64)


def fractions(tensor: torch.Tensor) -> list[Fraction]:
    """Return the elements of a tensor, without loss."""
    return [Fraction(value) for value in tensor.double().flatten().tolist()]


def as_tensor(values: Iterable[Fraction], dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Return the elements in a floating-point format, rounded once."""
    return torch.tensor([float(nearest(value, dtype)) for value in values], dtype=torch.float64).to(dtype)
