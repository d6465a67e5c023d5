"""All line ends are those of Windows, in the file and in the cells. Full marks."""

LOSES = []


def submission(notebook):
    return notebook.replace(b"\\n", b"\\r\\n").replace(b"\n", b"\r\n")
