"""A line in the spelling that fieldlog writes, taken apart by one pattern: a third of the time a reader of JSON needs.

What is spelt in another way is no fault: it is read the long way, and means the same.
"""

import re
from typing import Final

ID: Final = rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
HASH: Final = rb"[0-9a-f]{64}"
NAME: Final = rb"[a-z][a-z0-9_-]{0,39}"
# The last sign of a key holds two bits that must be 0: else one key would go by four names.
KEY: Final = rb"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
NUMBER: Final = rb"[1-9][0-9]{0,14}"
TEXT: Final = rb'[^"\\\x00-\x1f]{1,160}'
AT: Final = rb"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}"
_SEALED: Final = rb'"%b":"%b"' % (NAME, HASH)

USUAL: Final = re.compile(
    rb'\{"v":(%b),"id":"(%b)","device":"(%b)","n":(%b),"prev":"(%b)","kind":"(%b)","org":"(%b)","at":"(%b)",'
    rb'"target":(?:null|"(%b)"),"base":\[((?:"%b"(?:,"%b")*)?)\],"parts":\{((?:%b(?:,%b)*)?)\}\}'
    % (NUMBER, ID, KEY, NUMBER, HASH, NAME, TEXT, AT, ID, ID, ID, _SEALED, _SEALED)
)
"""Groups: v, id, device, n, prev, kind, org, at, target or None; base and parts as they stand in their brackets."""


def ids_in(base: bytes) -> list[str]:
    """The ids of a group `base`."""
    return base.decode()[1:-1].split('","') if base else []


def seals_in(parts: bytes) -> list[tuple[str, str]]:
    """Name and seal of each part in a group `parts`; a name may come twice, which no line may have."""
    return [(item[1:-68], item[-65:-1]) for item in parts.decode().split(",")] if parts else []
