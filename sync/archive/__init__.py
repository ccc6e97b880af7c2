"""What the server keeps: every entry once, numbered as it came, and who may read it."""
