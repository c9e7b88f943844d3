"""The ticket on paper: from a slip of finished words to bytes, and back from the printer's replies to the truth.

Where to look, in the order in which a ticket passes:

the paper       `slip` (the words, and the doors that make them safe), `layout` (which blocks, by the family), `blocks`;
                `typesetting` and `wrapping` (lines), `drawing`, `logo` and `bitmap` (dots), `cost` (what it takes)
its bytes       `encode` and `graphics` (ESC/POS), `realtime` (no command hides in dots)
one print       `job` (the state machine), its parts `approach` and `check`, its waits `patience`; all without I/O
the line        `ports` (TCP, serial, USB, file), `exchange` (bytes between a link and a state machine)
a printer       `driver` (print this, say how you are), `desk` (its thread), `profile` (what its family can do)
what it says    `replies` (told apart by type), `status` (claims, and the one trouble to tell), `errors`
installing one  `examination` and `doctor` (which family is it?), `testpage`
without one     `simulator`
"""
