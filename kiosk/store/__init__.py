"""The durable side: the log, the rows folded from it, and the devices, in one SQLite file with one owner."""
