"""Ways to a printer, by address: network, serial line, USB, and a file for a demonstration; one module a kind.

A port says where, a link is an open connection. Everything here is bounded: a printer that refuses, is silent, does
not read, babbles or has vanished costs the given time and no more. Knows nothing of tickets or of ESC/POS.
"""

from printer.ports.address import port_from_url as port_from_url
from printer.ports.file import FilePort as FilePort
from printer.ports.link import DevicePort as DevicePort
from printer.ports.link import Link as Link
from printer.ports.serial import SerialPort as SerialPort
from printer.ports.tcp import TcpLink as TcpLink
from printer.ports.tcp import TcpPort as TcpPort
from printer.ports.usb import UsbPort as UsbPort
