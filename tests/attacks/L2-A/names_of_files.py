"""Hands in files whose names are paths, options, HTML, and control characters."""

from attack_set import as_file

DESERVES: list[str] = []


def submission(notebook):
    names = [
        "-rf",
        "<img src=x onerror=alert(1)>.ipynb",
        "..\\..\\gradebook.db",
        "a\nb\x1b[31m.ipynb",
        "x'; DROP TABLE grade;--",
    ]
    return {"L2-A.ipynb": as_file(notebook), "timestamp.txt": b"9999-01-01 00:00:00 UTC"} | dict.fromkeys(names, b"{}")
