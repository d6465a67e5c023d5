"""Says that every test is over, and that everything went well, instead of answering."""

DESERVES: list[str] = []
LAST = """
import sys

from linquant_course.grader.channel import Channel

plain = Channel.send


def send(self, message, blobs=None, deadline=None):
    for reply in ({"over": True}, {"over": True, "ok": None}, {"outputs": []}, message):
        plain(self, reply)


Channel.send = send
"""
