"""Writes markdown with scripts, event handlers, javascript: links, MathJax commands and remote images."""

DESERVES: list[str] = []
MARKDOWN = r"""
<script>alert(1)</script> <img src=x onerror=alert(1)> <svg onload=alert(1)>
[link](javascript:alert(1)) [link](JaVaScRiPt&#58;alert(1)) [link](data:text/html;base64,PHNjcmlwdD4=) <javascript:alert(1)>
![image](http://127.0.0.1:27111/pixel.png) ![image](x"onerror="alert(1))
$\href{javascript:alert(1)}{x}$ $\require{html}\style{background:url(javascript:alert(1))}{x}$ $\unicode{<img src=x onerror=alert(1)>}$

<div onclick="alert(1)" style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>

```mermaid
graph TD; A["<img src=x onerror=alert(1)>"]
```

<!-- --><script>alert(1)</script><!-- -->
<details open ontoggle=alert(1)><iframe src="javascript:alert(1)"></iframe></details>
"""
