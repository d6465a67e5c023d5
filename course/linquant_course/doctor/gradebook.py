"""Whether the gradebook can be used."""

from pathlib import Path

import nbgrader
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, make_url, select

from linquant_course.course import CONFIG, Course, CourseError, notebook_path, read_notebook
from linquant_course.doctor.finding import Finding, note, ok, problem
from linquant_course.grader.gradebook import Assignment, Released, told_plainly

MIGRATIONS = Path(nbgrader.__file__).parent / "alembic"


def finding(course: Course) -> Finding:
    """Return what keeps grades from being recorded, or that nothing does."""
    try:
        with told_plainly():
            url = make_url(course.directory.db_url)
            if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
                return note("no gradebook yet", "linquant build makes it")
            return _look_at(course, url)
    except CourseError as error:
        return problem("gradebook", str(error))


def _look_at(course: Course, url: URL) -> Finding:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if url.drivername.startswith("sqlite"):
                # Fails where the file is locked, or is another user's.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            versions = set(MigrationContext.configure(connection).get_current_heads())
            if versions and versions != set(ScriptDirectory(str(MIGRATIONS)).get_heads()):
                command = f"JUPYTER_CONFIG_PATH={CONFIG.parent} nbgrader db upgrade, in {course.root}"
                return problem("the gradebook is of another version of nbgrader", command)
            for lesson in course.lessons():
                _compare(course, lesson, connection)
        return ok("gradebook")
    finally:
        engine.dispose()


def _compare(course: Course, lesson: str, connection: Connection) -> None:
    """Raise a CourseError if the gradebook has the lesson, but not all of its cells."""
    if connection.execute(select(Assignment.c.id).where(Assignment.c.name == lesson)).first():
        Released.read(connection, lesson).check(read_notebook(notebook_path(course.source, lesson)))
