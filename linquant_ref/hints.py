"""What a failing check asks a student who made a known mistake: it leads on, and does not give the answer."""

from linquant_ref.language import to_translate

STEPS = to_translate(
    "between 256 codes there are 255 steps. Is the range divided by the number of codes or by the number of steps?"
)
RESTRICTED = to_translate(
    "the range is the same on both sides of 0, so one code of the dtype is left out. What is the largest code?"
)
NO_MAGNITUDE = to_translate(
    "a negative value may lie farthest from 0. Are the signs taken off before the largest value is found?"
)
SPAN = to_translate("in symmetric mode the range is centred on 0. Which distance is divided by quant_max?")
UPSIDE_DOWN = to_translate(
    "a scale is real units per code, not codes per unit. Which of the two numbers is divided by which?"
)
WRAPS = to_translate(
    "an integer dtype wraps around where a value does not fit: 200 becomes -56 in int8. "
    "Which step keeps the values inside the range, and in which order do the steps stand?"
)
UNUSED_CODE = to_translate("both sides of 0 have the same number of codes here. Which is the lowest one?")
FLOOR = to_translate("the codes lie on one side of the scaled values. Which function goes to the nearest whole number?")
CUT_OFF = to_translate("a cast to an integer cuts the decimals off. Which step has to come before it?")
QUANTIZED_ZERO = to_translate(
    "the real number 0.0 has to get the zero point as its code. What does your function give for 0.0?"
)
DEQUANTIZED_ZERO = to_translate(
    "the zero point is the code of the real number 0.0. What does your function give for that code?"
)
SMALL_INTEGERS = to_translate(
    "integers of 8 bits are subtracted in 8 bits and wrap around. In which dtype should the difference be?"
)
TO_CODES = to_translate("a scale is real units per code. Does a real value get its code by multiplying or by dividing?")
TO_VALUES = to_translate(
    "a scale is real units per code. Does a code get its real value by multiplying or by dividing?"
)
WHOLE_ZERO_POINT = to_translate(
    "a zero point is a code itself. Which kind of number is it, and how does one get the nearest one?"
)
WRONG_END = to_translate("the lowest real value belongs to quant_min. Which code does your zero point give to it?")
ONE_SIDED = to_translate(
    "the range is as wide below 0 as above it. Does the smallest value need all of that in asymmetric mode?"
)
SWAPPED = to_translate("all results are there, in another order than the exercise says.")
SIGN = to_translate(
    "the error is positive where the original is the larger one. Which number is subtracted from which?"
)
NO_SIGN = to_translate("an error that is too low and one that is too high are told apart here by the sign.")
NOT_SQUARED = to_translate("the distances are averaged as they are. What does the S in MSE say?")
SUM = to_translate("the error should not grow with the number of values. What does the M in its name say?")
ROOT = to_translate("the unit of this error is the square of the values' unit. Is there a step too many?")
CANCELS = to_translate("differences of both signs cancel. What does the A in MAE say?")
OTHER_DIM = to_translate(
    "each slice along dim has one scale. Over which dims is the largest value taken: dim, or all the others?"
)
OTHER_SHAPE = to_translate(
    "dividing by the scale must stretch it along every dim but dim. In which dim does it have its length?"
)
WHOLE_TENSOR = to_translate("one scale is used everywhere. Of which values is the largest one taken?")
ACROSS_ROWS = to_translate("a group is a run of neighbours within one row. Do yours run down a column, or across rows?")
ALL_BITS = to_translate("n_bits is smaller than the dtype's bits. Does your largest code depend on it?")
BIAS_SCALED = to_translate("the bias is in real units already. Before or after the scales is it added?")
NO_SCALE = to_translate("sums of codes are not real values yet. What is missing?")
SCALE_OF_INPUT = to_translate("both the weights and the input were quantized. How many scales does the output need?")
SIGNAL_FIRST = to_translate("more noise should give fewer dB. Which of signal and noise is divided by which?")
POWERS = to_translate(
    "signal and noise are powers here, squares already. Does 10 or 20 belong in front of the logarithm of powers?"
)
BASE = to_translate("10 dB is a factor of 10. Which base has your logarithm?")
BOTH_ENDS = to_translate("codes can pile up at two ends of the range. How does each of them enter your count?")
SHARE = to_translate("a share lies between 0 and 1. What is the count divided by?")
OWN_GROUP = to_translate(
    "each code is multiplied by the scale of its own group. Which codes does the first scale belong to?"
)
OWN_TOKEN = to_translate(
    "each token, which is a row, has a scale of its own. Over which dim is the largest value taken?"
)
FOUR_TERMS = to_translate(
    "multiply (q_x - z_x)(q_w - z_w) out on paper, sum over the features, and compare your terms and signs."
)
CHILDREN = to_translate(
    "the model's own children are reached, and not the modules inside them. How does one reach every module of a model?"
)
LAST_NAMES = to_translate(
    "two layers have the same name here. What does a path say of the modules on the way to a layer?"
)
EVERY_KIND = to_translate("modules of other kinds are listed too. How do you find out what a module is?")
SIZES_SWAPPED = to_translate(
    "a weight has a row for each output. In which order do its shape and the constructor of a layer name the sizes?"
)
BUFFERS = to_translate("int8 codes are no parameters. What else does a module store?")
NUMBERS = to_translate("this is the number of values. How many bytes does one of them take, in each dtype?")
NEVER_QUANTIZED = to_translate(
    "the new layers still hold what their constructor put there. When do they get to see the old weights?"
)
BIAS_LEFT_BEHIND = to_translate("the weights are there, the biases are not. Who copies them?")
SHARED_TWICE = to_translate(
    "one tensor stands there under two names. How do you find out that two tensors are one object?"
)
LAST_CODE_FIRST = to_translate(
    "which end of the byte does the first code go to? Look at the picture of the byte again."
)
CODES_ARE_INTEGERS = to_translate(
    "codes are integers, here of the dtype that was asked for. Which is the last step to get them?"
)
DEFAULT_DTYPE = to_translate(
    "this is the default dtype. Is dtype handed on to every function that your function calls?"
)
