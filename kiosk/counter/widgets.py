"""The console's few widgets: a line of text, the large number, the choice of a counter, an act, a small table.

Each is told what to show and paints it; none of them knows the hub or the queue.
"""

from collections.abc import Sequence

from rich.style import Style
from rich.table import Table as Grid
from rich.text import Text
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kiosk.cells import palette
from kiosk.cells.figures import figures
from kiosk.counter.desk import ActRow, ChoiceRow

FIGURE_ROWS = 6
_CHIP = Style(color=palette.INK, bgcolor=palette.SKY)


class Pressed(Message):
    """Somebody has clicked what stands for `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__()


class Line(Static):
    """A text at the left, and another at the right end of the same line."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, left: str, right: str = "") -> None:
        self.update(_grid([(left, right)], grow=0))


class Number(Static):
    """The number at the counter, in figures as large as there is room; words while nobody is there."""

    _number = _instead = ""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, number: str, instead: str) -> None:
        self._number, self._instead = number, instead
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self._number and self.size.width > len(self._number) * 2:
            self.update(Text("\n".join(figures(self._number, FIGURE_ROWS, self.size.width - 2)), no_wrap=True))
        else:
            self.update(Text(f"\n\n{self._instead}", style="bold"))


class Choices(OptionList):
    """The counters somebody may sit down at; it takes the keys while it is shown, and starts at the first free one."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, rows: Sequence[ChoiceRow]) -> None:
        was, self.display = self.display, bool(rows)
        if not rows:
            if self.has_focus:
                self.screen.set_focus(None)
            return
        if [option.id for option in self.options] != [row.counter for row in rows]:
            self.clear_options()
            self.add_options([Option(row.text, id=row.counter) for row in rows])
            self.highlighted = next((index for index, row in enumerate(rows) if row.free), 0)
        for row in rows:
            if self.get_option(row.counter).prompt != row.text:
                self.replace_option_prompt(row.counter, row.text)
        if not was or self.screen.focused is None:
            self.focus()


class ActLine(Static):
    """A key and what it does, one line; a click on it is the same as the key."""

    _key = ""

    def __init__(self) -> None:
        super().__init__(markup=False)

    def show(self, row: ActRow, *, up: bool) -> None:
        self._key = row.key
        possible = up and not row.why_not
        self.set_class(row.primary, "-primary")
        self.set_class(not possible, "-not-now")
        self.set_class(row.asked, "-asked")
        label = f"{row.label} …" if row.asked else row.label
        self.update(
            Text.assemble((f" {row.key:^5} ", _CHIP if possible and not row.primary else Style()), f"  {label}")
        )
        self.tooltip = row.why_not or None

    def on_click(self) -> None:
        self.post_message(Pressed(self._key))


class Table(Static):
    """A heading and rows; the column in the middle gives way when there is no room."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, heading: str, count: str, rows: Sequence[tuple[str, ...]]) -> None:
        head = Text.assemble((heading, Style(bold=True, color=palette.NAVY)), "  ", (count, Style(color=palette.QUIET)))
        grid = Grid.grid(expand=True)
        grid.add_row(head)
        if rows:
            grid.add_row(_grid(rows, grow=len(rows[0]) - 2))
        self.update(grid)


def _grid(rows: Sequence[tuple[str, ...]], *, grow: int) -> Grid:
    """Columns, of which `grow` takes the room there is and the last stands at the right."""
    grid = Grid.grid(padding=(0, 1, 0, 0), expand=True)
    for column in range(len(rows[0])):
        last = column == len(rows[0]) - 1
        grid.add_column(
            ratio=1 if column == grow else None,
            justify="right" if last else "left",
            no_wrap=column != 0 or grow != 0,
            overflow="ellipsis",
        )
    for row in rows:
        grid.add_row(*(Text(cell, style="bold" if at < grow else "") for at, cell in enumerate(row)))
    return grid
