"""What a worker has judged, folded again when she begins or ceases to supervise."""

from sync.archive import feeds, matters
from sync.archive.session import Session
from sync.archive.spelling import id_text


def judge_again(session: Session, org: str, worker: str) -> None:
    """Within the transaction that changes her role. What has become another for its readers enters the feeds again."""
    feeds.lock(session, org)
    found = session.rows(
        "SELECT DISTINCT entry.target FROM entry "
        "JOIN device ON device.org = entry.org AND device.device = entry.device "
        "WHERE entry.org = ? AND entry.kind IN ('review', 'classify') AND entry.target IS NOT NULL "
        "AND device.worker = ?",
        (org, worker),
    )
    changed = matters.fold(session, org, [id_text(target) for (target,) in found])
    matters.announce(session, org, (), changed)
