"""What schemathesis sends as a batch: its own hook file, loaded by its command line."""

import schemathesis
from hypothesis import strategies as st

from fieldlog.models.entry import SALT, Entry, Part
from sync.batch import Batch, compress, pack
from sync.columns import SIGNATURE
from sync.protocol import BATCH

LINES = st.binary(max_size=200).map(lambda line: bytes(byte for byte in line if byte >= ord(" ")))
PARTS = st.builds(Part, st.binary(min_size=SALT, max_size=SALT), st.binary(max_size=40))
ENTRIES = st.builds(
    Entry,
    LINES,
    st.binary(min_size=SIGNATURE, max_size=SIGNATURE),
    st.dictionaries(st.sampled_from(("core", "words", "x")), PARTS),
)
PACKED = st.builds(Batch, st.lists(ENTRIES, max_size=5)).map(pack)

schemathesis.openapi.media_type(BATCH, st.one_of(PACKED, PACKED.map(compress), st.binary(max_size=100)))
