"""Travel: how entries leave a laptop, where they are kept, and who may read them there."""
