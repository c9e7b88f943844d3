"""What can go wrong between the driver and a device, told apart by what to do about it.

PrinterError
|-- BadAddress    the printer's address makes no sense: a person corrects the box's settings
|-- BadProfile    the printer's family is unknown, or its file cannot be used: the same
|-- BadLogo       a picture cannot be a logo on this printer: a person gives another
|-- Unreachable   no connection, nothing was sent: try again later
`-- Lost          the connection broke after it was made: what was sent may or may not come out
"""


class PrinterError(Exception):
    """Base of the tree."""


class BadAddress(PrinterError, ValueError):
    """The printer's address is not one that `printer.ports` knows; the text says which it knows."""


class BadProfile(PrinterError, ValueError):
    """No such family of printers; the text says which there are, or what is wrong in the file."""


class BadLogo(PrinterError, ValueError):
    """The file is no PNG picture with something on it, or the printer keeps no logo; the text says which."""


class Unreachable(PrinterError):
    """The device could not be opened; no byte has left."""


class Lost(PrinterError):
    """An open device failed or did not take the bytes in time."""
