"""Masking what identifies somebody in a box where one writes: what Tab does wherever something is flagged."""

from textual.widgets import TextArea


def mask_personal(box: TextArea) -> bool:
    """Mask it, and go on writing at the end; False if nothing in the box identifies anybody."""
    from fieldlog.privacy import find_personal, mask  # word lists that the first frame need not wait for

    found = find_personal(box.text)
    if found:
        box.load_text(mask(box.text, found))
        box.move_cursor(box.document.end)
    return bool(found)
