"""Which home and worker the app opens, where no command was named."""

import os
from collections.abc import Sequence
from pathlib import Path

from fieldlog.cli.call import tell
from fieldlog.cli.speaking import asked_language, speak
from fieldlog.home import Home, find_home


def chosen(arguments: Sequence[str]) -> tuple[Home, str | None]:
    """The home and the worker asked for, the language chosen. Refusals as of the command line."""
    if not arguments:
        home, worker = find_home(None, os.environ), None
    else:
        from fieldlog.cli.parser import read_arguments  # argparse: only where there is something to parse

        options = read_arguments(arguments)
        home, worker = find_home(options.home, os.environ), options.worker
    if complaint := speak(asked_language(arguments), home):
        tell(complaint)
    return home, worker


def chosen_root(arguments: Sequence[str]) -> Path:
    """The folder where faults are written down, however the arguments look."""
    named = None
    for place, argument in enumerate(arguments):
        if argument == "--home" and place + 1 < len(arguments):
            named = arguments[place + 1]
        elif argument.startswith("--home="):
            named = argument.removeprefix("--home=")
    return find_home(named, os.environ).root
