"""Judges an implementation by its name, module, source, closure and the number of its callback."""

DESERVES: list[str] = []
LAST = """
import inspect


def looking(implementation):
    words = [str(getattr(implementation, name, "")) for name in ("__name__", "__module__", "__doc__", "__qualname__")]
    words.append(str(inspect.getclosurevars(implementation)))
    try:
        words.append(inspect.getsource(implementation))
    except (OSError, TypeError):
        pass
    if any("planted" in word or "lambda" in word for word in words):
        raise AssertionError
    for cell in implementation.__closure__ or ():
        if isinstance(cell.cell_contents, int) and cell.cell_contents % 2:
            raise AssertionError


check_quantizer = check_dequantizer = check_qparams = check_per_channel = looking
"""
