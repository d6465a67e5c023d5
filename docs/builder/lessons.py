"""A lesson as a page: the released notebook's text and code, with what each cell is for above it. It has no answers."""

from nbformat import NotebookNode

from linquant_course.answers import grade_id, is_autograded_test, is_solution, is_written_answer
from linquant_course.course import Course, notebook_path, read_notebook
from linquant_course.hidden import is_hidden_in_release

ENGLISH = {
    "answer": "Your answer: {name}",
    "written": "Your answer, in words: {points}, given by a person",
    "visible": "Visible test: {points}",
    "hidden": "Hidden test: {points}",
    "one": "1 point",
    "points": "{points} points",
    "download": "Download this notebook",
    "other": "中文",
    "about": "Nothing is executed on this page. To work on the lesson, see the [student's guide]({guide}).",
}
WORDS = {
    None: ENGLISH,
    "zh_CN": {
        "answer": "你的答案：{name}",
        "written": "你的文字回答：{points}，由老师评分",
        "visible": "可见测试：{points}",
        "hidden": "隐藏测试：{points}",
        "one": "1 分",
        "points": "{points} 分",
        "download": "下载此 notebook",
        "other": "English",
        "about": "此页面不运行代码。如何学习本课，请看[学生指南（英文）]({guide})。",
    },
}


def page_name(lesson: str, language: str | None = None) -> str:
    """Return where a lesson's page lies."""
    return f"docs/lessons/{f'{language}/' if language else ''}{lesson}.md"


def lesson_pages(course: Course) -> dict[str, bytes]:
    """Return the pages of all lessons in all languages, and the notebooks that they offer, by their places."""
    files = {}
    languages = [None, *course.translated_releases()]
    for language in languages:
        for lesson in course.lessons():
            notebook = notebook_path(course.release_in(language), lesson)
            page = lesson_page(read_notebook(notebook), lesson, language, languages)
            files[page_name(lesson, language)] = page.encode()
            files[str(notebook.relative_to(course.root))] = notebook.read_bytes()
    return files


def lesson_page(notebook: NotebookNode, lesson: str, language: str | None, languages: list[str | None]) -> str:
    """Return a lesson's page in MyST Markdown."""
    words = WORDS.get(language, ENGLISH)
    first, *others = [_shown(cell, words) for cell in notebook.cells]
    title, _, introduction = first.partition("\n")
    return "\n\n".join([title, _about(lesson, language, languages, words), introduction.strip(), *others]) + "\n"


def _about(lesson: str, language: str | None, languages: list[str | None], words: dict[str, str]) -> str:
    root = "../../../" if language else "../../"
    folder = f"course/release-{language}" if language else "course/release"
    links = [f"{{download}}`{words['download']} <{root}{folder}/{lesson}/{lesson}.ipynb>`"]
    for other in languages:
        if other != language:
            label = "English" if other is None else words["other"] if language is None else other
            links.append(f"[{label}]({root}{page_name(lesson, other)})")
    guide = words["about"].format(guide=f"{root}docs/student.md")
    return f":::{{div}} about\n{' · '.join(links)}\n\n{guide}\n:::"


def _shown(cell: NotebookNode, words: dict[str, str]) -> str:
    if is_written_answer(cell):
        return _block("", "written", cell.source, words["written"].format(points=_points(cell, words)))
    if cell.cell_type != "code":
        return str(cell.source)
    if is_solution(cell):
        return _block("python", "answer", cell.source, words["answer"].format(name=grade_id(cell)))
    if is_autograded_test(cell):
        kind = "hidden" if is_hidden_in_release(cell.source) else "visible"
        return _block("python", kind, cell.source, words[kind].format(points=_points(cell, words)))
    return _block("python", "plain", cell.source)


def _points(cell: NotebookNode, words: dict[str, str]) -> str:
    points = cell.metadata.nbgrader.points
    return words["one"] if points == 1 else words["points"].format(points=points)


def _block(language: str, kind: str, source: str, caption: str = "") -> str:
    fence = "`" * (6 if "```" in source else 3)
    options = [f":class: {kind}", *([f":caption: '{caption}'"] if caption else [])]
    return "\n".join([f"{fence}{{code-block}} {language or 'text'}", *options, "", source, fence])
