"""Wrong: copies into meta tensors, which does nothing."""

import warnings

from safetensors.torch import load_file

LOSES = ["test_load_quantized_*"]


def load_quantized(skeleton, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        skeleton.load_state_dict(load_file(path), strict=False)
    return skeleton
