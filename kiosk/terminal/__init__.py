"""The visitor's touchscreen: pages of large tiles, one question a screen, and the number from the moment it is durable.

`app` wires it, `visit` decides what a touch means, `faces` and `sheets` say what is shown, widgets only paint. It knows
the hub by `kiosk.wire` and `kiosk.client`, and the printer by a port of two methods.
"""
