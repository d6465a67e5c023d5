"""Starts a shell in a session of its own, with nohup and its streams closed, that edits files later."""

DESERVES: list[str] = []
UNSAFE_FOR_STOCK = True
LAST = """
import subprocess

script = "while true; do touch /tmp/linquant_attack_was_here ../linquant_attack_was_here; sleep 0.1; done"
for _ in range(3):
    subprocess.Popen(
        ["nohup", "setsid", "sh", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
"""
