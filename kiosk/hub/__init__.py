"""The hub: the single owner of the day and of its file, and everyone's one port."""
