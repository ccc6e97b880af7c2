"""Checks a whole log by `docs/entry.md` alone, sharing nothing with fieldlog: chains, signatures, parts, accounts."""

import base64
import hashlib
import json
import unicodedata
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

FIELDS = {"v", "id", "device", "n", "prev", "kind", "org", "at", "target", "base", "parts"}


class Fault(ValueError):
    """What is wrong, and where."""


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise Fault("a key twice")
    return dict(pairs)


def no_number(text):
    raise Fault(f"not a number of ours: {text}")


def whole(text):
    return int(text) if text != "-0" and len(text) < 18 and abs(int(text)) <= 2**53 else no_number(text)


def strict(data):
    value = json.loads(
        data.decode(), object_pairs_hook=once, parse_float=no_number, parse_constant=no_number, parse_int=whole
    )
    again = json.dumps(value, ensure_ascii=False)  # with every escape undone
    again.encode()  # fails on a lone surrogate
    if not unicodedata.is_normalized("NFC", data.decode()) or not unicodedata.is_normalized("NFC", again):
        raise Fault("text that is not NFC")
    return value


def check_entry(line, sig, parts):
    said = strict(line)
    if len(line) > 4096 or b"\n" in line or not set(said) >= FIELDS:
        raise Fault("not a line")
    VerifyKey(base64.urlsafe_b64decode(said["device"] + "=")).verify(b"fieldlog line\0" + line, sig)
    for name, (salt, data) in parts.items():
        if (
            said["parts"].get(name)
            != hashlib.sha256(b"fieldlog part\0" + name.encode() + b"\0" + salt + data).hexdigest()
        ):
            raise Fault(f"part {name} is not what was signed")
        if len(salt) != 16:
            raise Fault(f"the salt of {name} is not 16 bytes")
        strict(data)
    return said


def check_log(path: Path, key: bytes) -> tuple[int, dict[str, tuple[int, str]]]:
    """How many entries, and the head of each own chain. A ValueError says the first thing that is wrong."""
    db = sqlcipher.connect(f"{path.as_uri()}?mode=ro", uri=True)
    db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    entries, heads, absent, gone = 0, {}, set(), set()
    try:
        for seq, device, n, own, line, sig in db.execute(
            "SELECT seq, device, n, own, line, sig FROM entry ORDER BY device, n"
        ):
            parts = {
                name: (salt, data)
                for name, salt, data in db.execute("SELECT name, salt, data FROM part WHERE entry = ?", [seq])
            }
            said, entries = check_entry(line, sig, parts), entries + 1
            if (said["device"], said["n"]) != (device, n):
                raise Fault("the table says something else than the line")
            if own:
                if (n, said["prev"]) != (heads.get(device, (0, ""))[0] + 1, heads.get(device, (0, "0" * 64))[1]):
                    raise Fault(f"the chain breaks at {n}")
                if (said["kind"] == "device") != (n == 1):
                    raise Fault("a chain begins with its device")
                heads[device] = (n, hashlib.sha256(line).hexdigest())
                absent |= {(said["id"], name) for name in said["parts"] if name not in parts}
                if said["kind"] in {"purge", "erase"} and "core" in parts:
                    gone |= {tuple(pair) for pair in strict(parts["core"][1])["gone"]}
    except (TypeError, AttributeError, CryptoError) as error:  # text where bytes belong; a signature that is none
        raise Fault(type(error).__name__) from None
    finally:
        db.close()
    if lost := absent - gone:
        raise Fault(f"missing and not accounted for: {sorted(lost)[0]}")
    return entries, heads
