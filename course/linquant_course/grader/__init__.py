"""The grader: intake, sandboxed worker, trusted tests, writer. CONTRIBUTING.md follows one submission through them."""
