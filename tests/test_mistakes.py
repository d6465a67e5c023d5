"""A failing visible test names the mistake of a wrong answer that it recognises."""

import math
import re
from typing import Any

import pytest
import torch
from matplotlib import pyplot as plt
from torch import nn

from linquant_course.answers import fill_in, read_case
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.grader.engine import cell_of
from linquant_course.grader.trusted import support
from linquant_ref import hints, mistakes
from linquant_ref.checking import WrongAnswerError, check_close, check_equal

RECOGNISED = {
    "L1-A": {
        "cast_before_clamp": {"test_round_to_codes_saturates": hints.WRAPS},
        "cast_before_round": {"test_round_to_codes_example": hints.CUT_OFF},
        "codes_stay_float": {"test_round_to_codes_example": hints.CODES_ARE_INTEGERS},
        "error_with_the_wrong_sign": {"test_rounding_error_example": hints.SIGN},
        "error_without_a_sign": {"test_rounding_error_example": hints.NO_SIGN},
        "floor": {"test_round_to_codes_example": hints.FLOOR},
        "full_range": {"test_round_to_codes_saturates": hints.UNUSED_CODE},
        "full_range_scale": {"test_find_scale_example": hints.RESTRICTED},
        "multiplies_by_the_scale": {
            "test_scale_values_example": hints.TO_CODES,
            "test_dequantize_example": hints.TO_VALUES,
        },
        "no_clamp": {"test_round_to_codes_saturates": hints.WRAPS},
    },
    "L1-B": {
        "absolute_error": {"test_quantize_error_example": hints.NOT_SQUARED},
        "divides_by_256": {"test_asymmetric_quantization_example": hints.STEPS},
        "floor_instead_of_round": {
            "test_asymmetric_quantization_example": hints.CUT_OFF,
            "test_symmetric_quantization_example": hints.CUT_OFF,
        },
        "sign_of_the_zero_point": {"test_asymmetric_quantization_example": hints.WRONG_END},
        "sum_instead_of_mean": {"test_quantize_error_example": hints.SUM},
        "symmetric_from_r_min": {"test_symmetric_quantization_example": hints.SPAN},
        "symmetric_full_range": {"test_symmetric_quantization_example": hints.RESTRICTED},
        "zero_point_added": {"test_asymmetric_dequantize_example": hints.DEQUANTIZED_ZERO},
    },
    "L2-A": {
        "cast_before_clamp": {"test_linear_q_with_scale_and_zero_point_saturates": hints.WRAPS},
        "cast_before_round": {"test_linear_q_with_scale_and_zero_point_example": hints.CUT_OFF},
        "int8_wraps": {"test_linear_dequantization_example": hints.SMALL_INTEGERS},
        "zero_point_added": {"test_linear_dequantization_zero_point": hints.DEQUANTIZED_ZERO},
        "zero_point_ignored": {"test_linear_q_with_scale_and_zero_point_example": hints.QUANTIZED_ZERO},
    },
    "L2-B": {
        "codes_last": {"test_linear_quantization_example": hints.SWAPPED},
        "largest_magnitude_range": {"test_value_range_example": hints.ONE_SIDED},
        "steps_256": {"test_get_q_scale_and_zero_point_steps": hints.STEPS},
        "zero_point_added": {"test_get_q_scale_and_zero_point_example": hints.WRONG_END},
        "zero_point_ignored": {"test_linear_quantization_example": hints.QUANTIZED_ZERO},
        "zero_point_not_rounded": {"test_get_q_scale_and_zero_point_example": hints.WHOLE_ZERO_POINT},
        "zero_point_truncated": {"test_get_q_scale_and_zero_point_example": hints.WHOLE_ZERO_POINT},
    },
    "L2-C": {
        "differences_cancel": {"test_quantization_error_mae": hints.CANCELS},
        "noise_over_signal": {"test_sqnr_example": hints.SIGNAL_FIRST},
        "twenty_log": {"test_sqnr_example": hints.POWERS},
        "upper_end_only": {"test_saturated_fraction_example": hints.BOTH_ENDS},
    },
    "L3-A": {
        "cast_before_round": {"test_linear_q_symmetric_example": hints.CUT_OFF},
        "full_range": {"test_get_q_scale_symmetric_example": hints.RESTRICTED},
    },
    "L3-B": {
        "always_rows": {"test_view_for_broadcast_example": hints.OTHER_SHAPE},
        "bare_vector_in_the_division": {"test_linear_q_symmetric_per_channel_rows": hints.OTHER_SHAPE},
        "dim_disappears": {"test_get_q_scales_example": hints.OTHER_DIM},
        "full_range": {"test_get_q_scales_example": hints.RESTRICTED},
    },
    "L3-C": {
        "full_range": {"test_linear_q_symmetric_per_group_example": hints.RESTRICTED},
        "interleaved_groups": {"test_split_into_groups_example": hints.ACROSS_ROWS},
        "n_bits_ignored": {"test_linear_q_symmetric_per_group_example": hints.ALL_BITS},
        "scales_repeated_in_turn": {"test_linear_dequantization_per_group_example": hints.OWN_GROUP},
    },
    "L3-D": {
        "input_scale_forgotten": {"test_quantized_linear_W8A8_example": hints.SCALE_OF_INPUT},
        "last_term_subtracted": {"test_int_matmul_with_zero_points_example": hints.FOUR_TERMS},
        "one_scale_for_all_tokens": {"test_quantize_per_token_example": hints.OWN_TOKEN},
    },
    "L4-A": {
        "bias_before_the_scales": {"test_w8_a16_forward_example": hints.BIAS_SCALED},
        "one_scale_for_all": {"test_quantize_rows_example": hints.WHOLE_TENSOR},
    },
    "L4-B": {
        "bias_forgotten": {"test_replace_linear_with_target_and_quantize_example": hints.BIAS_LEFT_BEHIND},
        "parameters_only": {"test_model_size_in_bytes_example": hints.BUFFERS},
        "quantize_not_called": {"test_replace_linear_with_target_and_quantize_example": hints.NEVER_QUANTIZED},
        "sizes_swapped": {"test_new_layer_for_sizes": hints.SIZES_SWAPPED},
    },
    "L4-D": {"shared_twice": {"test_named_tensors_example": hints.SHARED_TWICE}},
    "L5-A": {"most_significant_first": {"test_pack_byte_example": hints.LAST_CODE_FIRST}},
}
ROWS = [
    (lesson, case, test, hint)
    for lesson, cases in RECOGNISED.items()
    for case, tests in cases.items()
    for test, hint in tests.items()
]


def message_of(course: Course, lesson: str, case: str, test: str) -> str:
    """Run a case's answers and one test in a plain namespace; return the message of the failing check."""
    source = read_notebook(notebook_path(course.source, lesson))
    cells = [cell_of(cell) for cell in source.cells if cell.cell_type == "code"]
    before = cells[: [cell.name for cell in cells].index(test) + 1]
    filled = fill_in(course, read_case(course.answers / lesson / f"{case}.py"))
    solutions = {cell.id: cell.source for cell in filled.cells}
    namespace: dict[str, Any] = {"__name__": "__main__"}
    needed = support(before, with_student=True)
    for cell in before[:-1]:
        if cell.source in needed:
            exec(cell.source, namespace)
        elif cell.kind == "solution":
            exec(solutions[cell.name], namespace)
    with pytest.raises(WrongAnswerError) as error:
        exec(before[-1].source, namespace)
    return str(error.value)


@pytest.mark.parametrize(("lesson", "case", "test", "hint"), ROWS, ids=["-".join(row[:3]) for row in ROWS])
def test_a_known_mistake_is_named(course: Course, lesson: str, case: str, test: str, hint: str) -> None:
    plt.switch_backend("agg")
    assert message_of(course, lesson, case, test).endswith(f"\nHint: {hint}")


MATRIX = torch.tensor([[0.5, -4.0], [2.0, 1.0]])
CODES = torch.tensor([[3, -4]], dtype=torch.int8)
NESTED = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 2, bias=False)))
# Mistakes that no answer of tests/answers makes in a visible test.
OTHERS = {
    hints.NO_MAGNITUDE: (2.0 / 127, mistakes.get_q_scale_symmetric(MATRIX)),
    hints.UPSIDE_DOWN: (127 / 4.0, mistakes.find_scale(torch.tensor(4.0))),
    hints.ROOT: (1.5**0.5, mistakes.quantization_error(torch.tensor([1.0, 2.0]), torch.tensor([2.0, 2.0 - 2**0.5]))),
    hints.NO_SCALE: (torch.tensor([[-1.0]]), mistakes.w8_a16_forward(CODES, torch.ones(1, 2), torch.tensor([0.5]))),
    hints.BASE: (10 * math.log(4.0), mistakes.sqnr(torch.tensor([2.0]), torch.tensor([1.0]))),
    hints.CHILDREN: (["0"], mistakes.linear_layer_names(NESTED)),
    hints.EVERY_KIND: (["", "0", "1", "1.0", "1.1"], mistakes.linear_layer_names(NESTED)),
    hints.LAST_NAMES: (["0", "1"], mistakes.linear_layer_names(NESTED)),
    hints.NUMBERS: (10, mistakes.model_size_in_bytes(NESTED)),
    hints.SHARE: (2, mistakes.saturated_fraction(torch.tensor([127, 0, -128], dtype=torch.int8))),
}


@pytest.mark.parametrize(("hint", "found"), OTHERS.items(), ids=[row[:20] for row in OTHERS])
def test_so_is_one_that_no_case_makes(hint: str, found: tuple[Any, mistakes.Mistakes]) -> None:
    actual, known = found
    expected = 0 * actual if isinstance(actual, torch.Tensor | int | float) else [*actual, "another"]
    with pytest.raises(WrongAnswerError, match=re.escape(f"\nHint: {hint}")):
        check_close(actual, expected, rtol=1e-6, mistakes=known)


def test_nested_layers_that_stay_what_they_were_are_named() -> None:
    paths = ["body.0.up", "body.0.down"]
    with pytest.raises(WrongAnswerError, match=re.escape(f"\nHint: {hints.CHILDREN}")):
        check_equal(["Linear"] * 2, ["Placeholder"] * 2, mistakes=mistakes.replace_linear_with_target(paths))


def test_a_dtype_that_was_not_handed_on_is_named() -> None:
    with pytest.raises(WrongAnswerError, match=re.escape(f"got torch.int8\nHint: {hints.DEFAULT_DTYPE}")):
        check_equal(CODES, CODES.to(torch.int16))


def test_every_hint_is_a_sentence_of_its_own_and_has_a_test() -> None:
    texts = [text for name, text in vars(hints).items() if name.isupper()]
    assert len(set(texts)) == len(texts)
    assert set(texts) == {row[-1] for row in ROWS} | OTHERS.keys() | {hints.DEFAULT_DTYPE}


def test_what_is_neither_right_nor_a_known_mistake_gets_no_hint() -> None:
    with pytest.raises(WrongAnswerError) as error:
        check_close(1.0, 2.0, mistakes=mistakes.get_q_scale_symmetric(MATRIX))
    assert str(error.value) == "the result: expected 2, got 1"
