"""The queue itself: values in, decisions out. Standard library only; no clock, no I/O, no randomness."""
