"""What can go wrong between the driver and a device, told apart by what to do about it.

PrinterError
|-- BadAddress    the printer's address makes no sense: a person corrects the box's settings
|-- Unreachable   no connection, nothing was sent: try again later
`-- Lost          the connection broke after it was made: what was sent may or may not come out
"""


class PrinterError(Exception):
    """Base of the tree."""


class BadAddress(PrinterError, ValueError):
    """The printer's address is not one that `printer.ports` knows; the text says which it knows."""


class Unreachable(PrinterError):
    """The device could not be opened; no byte has left."""


class Lost(PrinterError):
    """An open device failed or did not take the bytes in time."""
