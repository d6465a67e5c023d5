"""Puts the markers of hidden tests into its own cells, so that clearing them fails or clears the wrong lines."""

DESERVES: list[str] = []
FIRST = """
### END HIDDEN TESTS
### BEGIN SOLUTION
### BEGIN MARK SCHEME
"""
LAST = """
### BEGIN HIDDEN TESTS
print("### BEGIN HIDDEN TESTS")
"""
MARKDOWN = """
### BEGIN HIDDEN TESTS

### END HIDDEN TESTS

### END HIDDEN TESTS
"""
