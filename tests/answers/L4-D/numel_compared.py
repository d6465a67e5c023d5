"""Wrong: compares numbers of elements, so that (out, 1) passes for (out,)."""

from linquant_ref.storage import named_tensors

LOSES = [
    "test_check_state_dict_example",
    "test_check_state_dict_shapes",
    "test_check_state_dict_all_named",
    "test_load_quantized_mismatch",
]


def check_state_dict(skeleton, state):
    problems = []
    wanted = named_tensors(skeleton)
    for name in wanted.keys() | state.keys():
        if name not in wanted or name not in state:
            problems.append(name)
        elif wanted[name].numel() != state[name].numel():
            problems.append(f"{name}: {wanted[name].shape}, {state[name].shape}")
        elif wanted[name].dtype != state[name].dtype:
            problems.append(f"{name}: {wanted[name].dtype}, {state[name].dtype}")
    if problems:
        raise ValueError(str(problems))
