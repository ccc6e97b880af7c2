"""The way in: `fieldlog-server` and `python -m sync.server`. Does one command; never ends in a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence

from sync.server.cli import run

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 no, 2 a wrong command, 4 damaged or unwritable, 6 refused, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        return run(words, os.environ)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last one who can tell it without what was in hand
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(f"fieldlog-server: {type(error).__name__} ({where.name}:{where.lineno})", file=sys.stderr)
        return 4 if isinstance(error, OSError) else 1


if __name__ == "__main__":
    sys.exit(main())
