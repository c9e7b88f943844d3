"""A printer that behaves in time, for halls that have none yet and for tests: `machine` is the printer, pure and with
no clock of its own; `server` lets programs print to it, over TCP or a serial line that is a pty.

Of the machine, `intake` and `speaker` are its line, `commands`, `realtime` and `graphics` what it reads, `controller`,
`typesetter` and `mechanism` what it does, `faults` and `script` what goes wrong, `paper` what comes out.
"""
