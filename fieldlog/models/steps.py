"""What became of an entry, step by step: the word for each kind of entry that can stand in a history."""

from fieldlog.language import mark

STEPS = {
    "observation": mark("skriven"),
    "amend": mark("rättad"),
    "withdraw": mark("återtagen"),
    "restore": mark("återställd"),
    "classify": mark("klassad"),
    "review": mark("granskad"),
    "comment": mark("kommenterad"),
    "read": mark("läst"),
    "task": mark("uppdrag"),
    "answer": mark("svar"),
    "disclosure": mark("utlämnad"),
    "erase": mark("gallrad"),
    "hold": mark("bevaras"),
}
