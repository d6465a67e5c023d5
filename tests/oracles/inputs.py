"""Generated tensors that every oracle is asked about: a fixed grid, and hypothesis strategies."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from hypothesis import strategies as st

CODE_DTYPES = (torch.int8, torch.uint8, torch.int16)
FLOAT_DTYPES = (torch.float32, torch.float16, torch.bfloat16)
SHAPES: list[tuple[int, ...]] = [(), (1,), (0,), (37,), (6, 16), (3, 4, 8), (2, 3, 4, 5)]


@dataclass(frozen=True)
class Case:
    """Real values with the scale and the zero point that they are to be quantized with.

    Attributes:
        x: The values.
        scale: float32, of a shape that broadcasts to grouped: one number, one per channel or one per group.
        zero_point: int32, shape of scale.
        dtype: dtype of the codes.
        dim: The dimension that counts the channels, None where there is one scale.
        group_size: Neighbours along the last dimension that share a scale, None where there are no groups.
    """

    x: torch.Tensor
    scale: torch.Tensor
    zero_point: torch.Tensor
    dtype: torch.dtype
    dim: int | None = None
    group_size: int | None = None

    @property
    def limits(self) -> tuple[int, int]:
        """The lowest and the highest code."""
        return torch.iinfo(self.dtype).min, torch.iinfo(self.dtype).max

    @property
    def grouped(self) -> torch.Tensor:
        """The values in the shape to which the scale broadcasts: with one dimension more where there are groups."""
        size = self.group_size
        return self.x.reshape(*self.x.shape[:-1], self.x.shape[-1] // size, size) if size else self.x

    def __str__(self) -> str:
        where = "tensor" if self.dim is None else f"dim {self.dim}"
        where = f"group {self.group_size}" if self.group_size else where
        return f"{tuple(self.x.shape)} {self.x.dtype} -> {self.dtype}, {where}".replace("torch.", "")


def _values(
    random: np.random.RandomState, scale: torch.Tensor, zero: torch.Tensor, limits: tuple[int, int]
) -> torch.Tensor:
    """Return values around the codes: on them, on ties, one float32 next to a tie, between and far outside."""
    shape = tuple(scale.shape)
    steps = torch.tensor(random.randint(limits[0] - 3, limits[1] + 4, shape)) - zero
    exact = steps.double() * scale.double()
    tie = ((steps + 0.5).double() * scale.double()).float()
    up, down = torch.tensor(float("inf")), torch.tensor(float("-inf"))
    kinds = [
        exact.float(),
        tie,
        torch.nextafter(tie, up),
        torch.nextafter(tie, down),
        torch.tensor(random.standard_normal(shape)).mul(40).mul(scale).float(),
        torch.tensor(np.exp2(random.uniform(-140, 30, shape)) * random.choice([-1, 1], shape)).mul(scale).float(),
    ]
    return torch.stack(kinds).gather(0, torch.tensor(random.randint(0, len(kinds), (1, *shape)))).squeeze(0)


def _scales(random: np.random.RandomState, count: tuple[int, ...]) -> torch.Tensor:
    """Return scales of three kinds: powers of two, on which ties are exact, tenths, and any."""
    kinds = [
        np.exp2(random.randint(-9, 4, count)),
        random.randint(1, 30, count) / 10,
        np.exp(random.normal(-3, 2, count)),
    ]
    return torch.tensor(np.choose(random.randint(0, 3, count), kinds), dtype=torch.float32)


def _zero_points(random: np.random.RandomState, count: tuple[int, ...], limits: tuple[int, int]) -> torch.Tensor:
    return torch.tensor(random.randint(limits[0], limits[1] + 1, count), dtype=torch.int32)


def _case(
    random: np.random.RandomState, shape: tuple[int, ...], dtypes: tuple[torch.dtype, torch.dtype], **where: int
) -> Case:
    real, code = dtypes
    limits = torch.iinfo(code).min, torch.iinfo(code).max
    inner = shape
    counts: tuple[int, ...] = (1,) * len(shape)
    if "dim" in where:
        counts = tuple(size if index == where["dim"] else 1 for index, size in enumerate(shape))
    if "group_size" in where:
        inner = (*shape[:-1], shape[-1] // where["group_size"], where["group_size"])
        counts = (*inner[:-1], 1)
    scale, zero_point = _scales(random, counts), _zero_points(random, counts, limits)
    if random.randint(3) == 0:
        zero_point = torch.zeros_like(zero_point).clamp(*limits)
    values = _values(random, scale.expand(inner), zero_point.expand(inner), limits).reshape(shape)
    x = values.clamp(torch.finfo(real).min, torch.finfo(real).max).to(real)
    return Case(x, scale, zero_point, code, **where)


def grid(seed: int = 0) -> list[Case]:
    """Return the cases of the fixed grid; NumPy promises that this generator's numbers never change."""
    random = np.random.RandomState(seed)
    cases = []
    for dtypes in product(FLOAT_DTYPES, CODE_DTYPES):
        for shape in SHAPES:
            cases += [_case(random, shape, dtypes) for _ in range(2)]
            if shape and 0 not in shape:
                cases += [_case(random, shape, dtypes, dim=dim) for dim in range(len(shape))]
            if len(shape) > 1 and shape[-1] % 4 == 0:
                cases += [_case(random, shape, dtypes, group_size=size) for size in (4, shape[-1])]
    return cases


def large(seed: int = 6) -> list[Case]:
    """Return cases of more elements than the reference computes in one block."""
    random = np.random.RandomState(seed)
    where: list[dict[str, int]] = [{}, {"dim": 0}, {"dim": 1}, {"group_size": 32}]
    dtypes = list(zip(FLOAT_DTYPES, (torch.int8, torch.uint8, torch.int16), strict=True))
    return [_case(random, (600, 448), pair, **arguments) for pair in dtypes for arguments in where]


def _range_kinds(random: np.random.RandomState, count: int) -> list[np.ndarray]:
    """Return vectors of the kinds of ranges that implementations treat differently."""
    normal = random.standard_normal(count)
    step, code = np.exp2(random.randint(-8, 3)), random.randint(0, 255)
    # The zero point of this range lies on a tie.
    on_a_tie = step * random.uniform(-code - 0.5, 254.5 - code, count).round()
    on_a_tie[:2] = [step * (-code - 0.5), step * (254.5 - code)]
    outlier = normal.copy()
    outlier[random.randint(count)] *= 1000
    return [
        normal,
        np.exp(random.normal(-3, 3)) * (normal + random.normal(0, 2)),
        on_a_tie,
        outlier,
        5 + 2 * random.uniform(size=count),
        -5 - 2 * random.uniform(size=count),
        np.full(count, random.choice([5.0, -0.1])),
        np.zeros(count),
        random.choice([-1.0, 1.0], count),
        normal * 1e-7,
        normal * 1e-41,
        normal * 1e36,
        # Halves and quarters of a step, so that symmetric codes meet ties.
        np.append(random.randint(-508, 509, count - 1) / 4, 127.0),
    ]


def ranges(seed: int = 1, shapes: tuple[tuple[int, ...], ...] = ((24,), (6, 16), (3, 4, 8))) -> list[torch.Tensor]:
    """Return tensors of which the scale is yet to be found, in all floating-point dtypes."""
    random = np.random.RandomState(seed)
    tensors = []
    for real, shape in product(FLOAT_DTYPES, shapes):
        for values in _range_kinds(random, int(np.prod(shape))):
            largest = torch.finfo(real).max / 4
            tensors.append(torch.tensor(values.clip(-largest, largest)).reshape(shape).to(real))
    return tensors


def as_blocks(tensor: torch.Tensor, dim: int | None = None, group_size: int | None = None) -> torch.Tensor:
    """Return the values that share a scale as the rows of a matrix."""
    if group_size is not None:
        return tensor.reshape(-1, group_size)
    return tensor.reshape(1, -1) if dim is None else tensor.movedim(dim, 0).reshape(tensor.shape[dim], -1)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw any finite float32 values with any normal scale and any zero point."""
    dtype = draw(st.sampled_from(CODE_DTYPES))
    limits = torch.iinfo(dtype)
    scale = draw(st.floats(2.0**-126, 2.0**100, width=32))
    anywhere = st.floats(-(2.0**127), 2.0**127, width=32)
    near_a_code = st.integers(4 * limits.min - 20, 4 * limits.max + 20).map(lambda quarter: quarter / 4 * scale)
    values = draw(st.lists(st.one_of(near_a_code, anywhere), min_size=1, max_size=20))
    # Libraries turn x / scale into an integer of 32 or 64 bits; what happens beyond that is a row of its own.
    x = torch.tensor(values, dtype=torch.float64).clamp(-scale * 2.0**30, scale * 2.0**30).float()
    x = x.clamp(torch.finfo(x.dtype).min, torch.finfo(x.dtype).max)
    zero_point = torch.tensor([draw(st.integers(limits.min, limits.max))], dtype=torch.int32)
    return Case(x, torch.tensor([scale]), zero_point, dtype)
