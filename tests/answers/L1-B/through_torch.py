"""Right: torch does the arithmetic, and the results go back to NumPy."""

CELLS = {
    "clamp": """\
import torch


def clamp(params_q, lower_bound, upper_bound):
    return torch.from_numpy(params_q).clamp(min=lower_bound, max=upper_bound).numpy()
"""
}
LOSES = []


def asymmetric_quantization(params, bits):
    import torch

    values = torch.tensor(params, dtype=torch.float64)
    low, high = torch.aminmax(torch.cat([values.flatten(), torch.zeros(1)]))
    scale = ((high - low) / (2**bits - 1)).item() or 1.0
    zero = torch.round(-low / scale)
    codes = torch.round(values / scale + zero).clamp(0, 2**bits - 1)
    return codes.int().numpy(), scale, int(zero)


def asymmetric_dequantize(params_q, scale, zero):
    import torch

    return torch.from_numpy(params_q).double().sub(zero).mul(scale).numpy()


def symmetric_quantization(params, bits):
    import torch

    if not bits > 1:
        raise ValueError("need at least 2 bits")
    values = torch.from_numpy(params).double()
    largest_code = 2 ** (bits - 1) - 1
    scale = torch.linalg.vector_norm(values, ord=float("inf")) / largest_code
    scale = torch.where(scale > 0, scale, 1.0)
    return values.div(scale).round().clamp(-largest_code, largest_code).to(torch.int32).numpy(), scale.item()


def symmetric_dequantize(params_q, scale):
    import torch

    return torch.mul(torch.from_numpy(params_q).double(), scale).numpy()


def quantize_error(params_q, params):
    import torch

    after, before = (torch.from_numpy(array).double() for array in (params_q, params))
    return torch.nn.functional.mse_loss(after, before).item()
