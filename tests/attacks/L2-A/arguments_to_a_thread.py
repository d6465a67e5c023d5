"""Sends hidden arguments through a pipe to a thread that prints them into the outputs of a cell."""

DESERVES = ["*"]
HONEST = True
LAST = r"""
import functools
import os
import threading

from IPython.display import display

reading, writing = os.pipe()
handle = display("nothing yet", display_id=True)


def show():
    while text := os.read(reading, 100_000):
        print(text)
        display(text)
        get_ipython().outputs.items.append({"output_type": "stream", "name": "stdout", "text": text.decode()})


def noting(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        os.write(writing, f"{function.__name__}{args}{kwargs}\n".encode())
        return function(*args, **kwargs)

    return wrapper


threading.Thread(target=show, daemon=True).start()
every_code, linear_dequantization = noting(every_code), noting(linear_dequantization)
linear_q_with_scale_and_zero_point = noting(linear_q_with_scale_and_zero_point)
"""
