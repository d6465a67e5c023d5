"""Wrong: writes into the caller's array."""

LOSES = ["test_clamp_keeps_its_input"]


def clamp(params_q, lower_bound, upper_bound):
    params_q[params_q < lower_bound] = lower_bound
    params_q[params_q > upper_bound] = upper_bound
    return params_q
