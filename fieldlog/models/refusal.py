"""What can be refused, as a tree: each error is named by what its reader can do about it.

Refusal                 one plain sentence in the reader's language; nothing was changed, typed text stays
├── RuleBroken          mend what was asked for and try again                    exit 2
├── NotFound            the answer is no: nothing there, or not as it should be   exit 1
├── Locked              the store has no key here: unlock it                     exit 3
│   └── WrongPassphrase the passphrase did not open it
├── CannotSave          the store is damaged, full or unwritable: act on it      exit 4
│   ├── Damaged         a page or file is not what was written
│   └── TooNew          a newer program wrote this store
├── Unreachable         no answer from the server now: entries wait, try later    exit 5
└── TurnedAway          the server said no: entries wait, do as the sentence says exit 6
"""

from collections.abc import Mapping


class Refusal(Exception):
    """A sentence for a person. `exit_code` is what the command line ends with."""

    exit_code = 2


class RuleBroken(Refusal):
    exit_code = 2


class NotFound(Refusal):
    exit_code = 1


class Locked(Refusal):
    exit_code = 3


class WrongPassphrase(Locked):
    exit_code = 3


class CannotSave(Refusal):
    exit_code = 4


class Damaged(CannotSave):
    exit_code = 4


class TooNew(CannotSave):
    exit_code = 4


class Unreachable(Refusal):
    """`retry_after`: seconds that the server asked to be left alone, or None."""

    exit_code = 5

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class TurnedAway(Refusal):
    """`code` is the server's word for it (`sync.protocol.STATUS`), where it said one; `facts` what it said with it."""

    exit_code = 6

    def __init__(self, sentence: str, code: str = "", facts: Mapping[str, str | int] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.facts = dict(facts or {})
