"""What the archive keeps of itself, by name: its epoch, its schema's version, what holds for everybody."""

from sync.archive.session import Session


def stored(session: Session, name: str) -> str | None:
    found = session.row("SELECT value FROM server WHERE org = '*' AND name = ?", (name,))
    return found[0] if found else None


def store(session: Session, name: str, value: str) -> None:
    session.run(
        "INSERT INTO server (org, name, value) VALUES ('*', ?, ?) "
        "ON CONFLICT (org, name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
