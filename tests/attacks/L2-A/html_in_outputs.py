"""Shows HTML, JavaScript, SVG, frames and widgets that run in the browser of whoever looks at the notebook."""

DESERVES: list[str] = []
LAST = r"""
from IPython.display import HTML, IFrame, Javascript, Latex, Markdown, SVG, display

evil = "<script>alert(document.cookie)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
display(HTML(evil), Javascript("alert(1)"), Markdown(evil), Latex(r"$\href{javascript:alert(1)}{x}$"))
display(IFrame("javascript:alert(1)", 100, 100), SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>"))
display(HTML("<svg/onload=alert(1)><math><mtext><style><img title='</style><img src=x onerror=alert(1)>'>"))
display(HTML("<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>"))
display(HTML("<iframe srcdoc='<script>alert(1)</script>'></iframe><object data='javascript:alert(1)'></object>"))
for mime in ("text/html", "application/javascript", "image/svg+xml", "text/markdown", "text/latex", "application/x"):
    display({mime: evil, "text/plain": evil}, raw=True)
    display({mime: [evil, {"a": evil}]}, raw=True, metadata={mime: {"isolated": evil}, evil: evil})
display({"application/vnd.jupyter.widget-view+json": {"model_id": evil, "version_major": 2}}, raw=True)
display({"application/vnd.jupyter.widget-state+json": {"state": evil}}, raw=True)
display({"image/png": '" onerror="alert(1)', "image/jpeg": evil, evil: evil}, raw=True)
HTML(evil)
"""
