"""The file of rejected rows: each as it was, with its line and the reason, to be mended and imported again."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from fieldlog.home import cannot_save, keep_names
from fieldlog.logbook.tabular import cell

LINE, REASON = "rejected_line", "rejected_reason"


class Rejects:
    """Appears whole when it is closed, for its owner only (0600); not at all where no row was rejected."""

    def __init__(self, path: Path, header: Sequence[str], delimiter: str) -> None:
        self.path = path
        self._new = path.with_name(f".{path.name}.{os.urandom(8).hex()}.new")
        self._header = header
        self._delimiter = delimiter
        self._file: TextIO | None = None

    def add(self, line: int, reason: str, cells: Sequence[str]) -> None:
        try:
            if self._file is None:
                descriptor = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
                self._write([LINE, REASON, *self._header])
            self._write([str(line), reason, *cells])
        except OSError as error:
            raise cannot_save(error) from None

    def _write(self, cells: Sequence[str]) -> None:
        # A lone surrogate out of JSON has no bytes.
        texts = [cell(text).encode("utf-8", "replace").decode() for text in cells]
        csv.writer(self._file, delimiter=self._delimiter).writerow(texts)  # type: ignore[arg-type]  # opened above

    def close(self) -> None:
        if self._file is None:
            return
        try:
            with self._file:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._new.replace(self.path)
            keep_names(self.path.parent)
        except OSError as error:
            raise cannot_save(error) from None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *_fault: object) -> None:
        """Leave nothing behind where the import did not come to its end."""
        if self._file is not None:
            self._file.close()
            self._new.unlink(missing_ok=True)


def beside(path: Path) -> Path:
    """Where the rejected rows of a file go: beside it, never over an earlier file that somebody may be mending."""
    for number in range(1, 1000):
        name = f"{path.stem}.rejected{'' if number == 1 else f'-{number}'}.csv"
        if not (path.parent / name).exists():
            return path.parent / name
    return path.parent / f"{path.stem}.rejected.csv"
