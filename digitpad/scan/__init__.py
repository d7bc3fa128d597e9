"""Reading a folder: walk, decode, read, record."""
