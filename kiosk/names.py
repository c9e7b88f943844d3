"""Names of classes as they are written in the log and on the wire."""


def snake_case(name: str) -> str:
    """`TakeTicket` as `take_ticket`."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")
