"""What our screens in a terminal share: colours, large figures, the hall as the hub describes it, and the hub's time.

The visitor's touchscreen (`kiosk.terminal`) and the staff's console (`kiosk.counter`) are made of it. Nothing here
knows either of them.
"""
