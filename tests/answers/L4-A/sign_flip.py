"""Wrong: bfloat16 arithmetic and no clamp before the cast turn the largest weight into -128."""

import torch

LOSES = ["test_quantize_rows_bfloat16", "test_W8A16LinearLayer_dtypes"]


def quantize_rows(weights):
    scales = weights.detach().abs().amax(dim=1)
    scales = torch.where(scales > 0, scales.float() / 127, 1.0)
    codes = torch.round(weights.detach() / scales.to(weights.dtype).unsqueeze(1)).to(torch.int8)
    return codes, scales
