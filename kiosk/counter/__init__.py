"""The plain console of staff in a terminal: one counter, its ticket, its acts, who waits.

It knows `kiosk.wire` and `kiosk.client` and nothing of the hub. `app` is the Textual skin, `desk` says what stands
where, `run` starts it.
"""
