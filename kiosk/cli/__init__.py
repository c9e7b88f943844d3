"""The `antrean` command: one module a group of commands, words for the operator, exit codes for scripts."""

from kiosk.cli.main import main

__all__ = ["main"]
