"""What can go wrong with the file, by what to do about it.

StoreError
  HeldElsewhere     another process owns the file: stop that one first
  NewerFile         the file was written by a later Antrean: install that one
  NotOurs           the file is something else, or damaged: do not touch it, restore a backup
  OldFile           the file lacks records that it had, or is gone: look for it, or restore a backup
  StorageFault      a read or write failed and its outcome is not known: reopen, replay, ask again
"""


class StoreError(Exception):
    """Base of everything below; the text names the file."""


class HeldElsewhere(StoreError):
    """Another process has the file open; the text says which."""


class OtherHall(StoreError):
    """The file holds the queue of another hall; the text names both."""


class NewerFile(StoreError):
    """The schema or an event in the file is of a later version than this program knows."""


class NotOurs(StoreError):
    """The file cannot be read as an Antrean database, or what it holds cannot have happened."""


class OldFile(StoreError):
    """The log lacks a record that was durable: the file is an old copy, was cut, emptied or lost."""


class StorageFault(StoreError):
    """The outcome of what was asked is not known until the file has been opened and replayed again."""
