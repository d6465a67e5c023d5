"""Calls the implementation with giant, odd and hostile arguments, again and again."""

DESERVES: list[str] = []
LAST = """
def calling(implementation):
    giant = torch.empty(2**40, device="meta")
    for arguments in ((giant, giant, giant), (torch.ones(1).expand(1000, 1000), 0, 0), ("x", [], {}), (object(),)):
        try:
            implementation(*arguments)
        except BaseException:
            pass
    for _ in range(300):
        try:
            implementation(torch.ones(50_000, 1), torch.ones(1, 50_000), 0, torch.int8)
        except Exception:
            pass


check_per_channel = calling
"""
