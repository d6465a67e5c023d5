"""Runs the shell, other interpreters and JavaScript through IPython's magics."""

DESERVES: list[str] = []
LAST = """
!touch ../linquant_attack_was_here /tmp/linquant_attack_was_here; cat ../*/*/*.ipynb
%cd /
%run /home/instructor/linquant/linquant_ref/affine.py
%env PYTHONPATH=/work
%config InteractiveShell.ast_node_interactivity = "none"
%load_ext autoreload
%alias_magic t timeit
get_ipython().run_cell_magic("javascript", "", "alert(1)")
get_ipython().run_cell_magic("html", "", "<script>alert(1)</script>")
get_ipython().run_cell_magic("bash", "--bg", "sleep 1000")
get_ipython().system("id; ls -la / ..")
"""
