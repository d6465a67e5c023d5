"""Registers input transformers that turn every later cell into nothing."""

DESERVES: list[str] = []
FIRST = r"""
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["pass\n"])
shell.input_transformers_post.append(lambda lines: ["pass\n"])
shell.input_transformer_manager.transform_cell = lambda cell: "pass\n"
"""
