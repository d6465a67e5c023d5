"""Wrong: a second name is no copy (bug 11)."""

LOSES = ["test_clamp_keeps_its_input"]


def clamp(params_q, lower_bound, upper_bound):
    result = params_q
    result[result < lower_bound] = lower_bound
    result[result > upper_bound] = upper_bound
    return result
