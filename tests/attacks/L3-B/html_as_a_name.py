"""Is handed in by a student whose id is HTML and terminal markup."""

DESERVES: list[str] = []
STUDENT = "<img src=x onerror=alert(1)>[bold]"
LAST = """
print("nothing")
"""
