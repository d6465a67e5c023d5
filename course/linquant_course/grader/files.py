"""Files of the course's working folders: written whole or not at all, and never through a link."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

LINKS = (errno.ELOOP, errno.ENOTDIR)


@dataclass(frozen=True)
class Tree:
    """One of the course's folders, such as autograded, laid out <student>/<lesson>/<file>.

    Attributes:
        root: The folder; it may be a link, since the instructor made it.
        mode: The permissions of the files.
        shared: Whether the folders belong to a group of instructors, as nbgrader's groupshared says.
    """

    root: Path
    mode: int = 0o644
    shared: bool = False

    def replace(self, below: tuple[str, ...], files: Mapping[str, bytes | None]) -> None:
        """Put files into a folder below the root, each in one step; None removes a file.

        The files are on the disk when this returns, so that what is recorded of them later survives a loss of power.

        Raises:
            OSError: A part of the path is a link or a file, or the disk refused.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with self._folder(below, create=True) as folder:
            for name, data in files.items():
                if data is None:
                    _remove(name, folder)
                else:
                    self._replace(name, data, folder)
            os.fsync(folder)

    def read(self, below: tuple[str, ...], name: str, limit: int) -> bytes | None:
        """Return a plain file of at most limit bytes, or None where there is none."""
        try:
            with self._folder(below) as folder:
                # A named pipe would block the reader that waits for its writer.
                descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
                with open(descriptor, "rb") as file:
                    about = os.fstat(descriptor)
                    return file.read(limit) if stat.S_ISREG(about.st_mode) and about.st_size <= limit else None
        except OSError:
            return None

    @contextmanager
    def _folder(self, below: tuple[str, ...], create: bool = False) -> Iterator[int]:
        descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for name in below:
                if create:
                    with suppress(FileExistsError):
                        os.mkdir(name, dir_fd=descriptor)
                        os.fsync(descriptor)
                inner = _open_folder(name, descriptor)
                os.close(descriptor)
                descriptor = inner
                if create and self.shared:
                    os.fchmod(descriptor, os.fstat(descriptor).st_mode & 0o2777 | 0o2770)
            yield descriptor
        finally:
            os.close(descriptor)

    def _replace(self, name: str, data: bytes, folder: int) -> None:
        temporary = f".{name}.part"
        _remove(temporary, folder)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, dir_fd=folder)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(descriptor, self.mode)
            os.fsync(descriptor)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


def _open_folder(name: str, parent: int) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except OSError as error:
        if error.errno in LINKS:
            raise OSError(error.errno, "is a link or a file where a folder belongs", name) from error
        raise


def _remove(name: str, folder: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
