"""Wrong: raises at the first problem, and does not look for names that nobody expects."""

from linquant_ref.storage import named_tensors

LOSES = ["test_check_state_dict_names", "test_check_state_dict_all_named"]


def check_state_dict(skeleton, state):
    for name, tensor in named_tensors(skeleton).items():
        if name not in state:
            raise ValueError(f"{name} is missing")
        if tensor.shape != state[name].shape or tensor.dtype != state[name].dtype:
            found = f"{state[name].dtype} {tuple(state[name].shape)}"
            raise ValueError(f"{name}: expected {tensor.dtype} {tuple(tensor.shape)}, found {found}")
