/* A field to type in, and what it finds below: arrows move, Enter takes, a click takes too. The field keeps the focus
   (the combobox with a listbox of the ARIA Authoring Practices Guide). */

import { element, fill, put, toggle } from "/shared/page.js";

const STEP = { ArrowDown: 1, ArrowUp: -1 };
const SHOWN = 20;

export class Picker {
  /* In `dialog`, under the heading `label`. `find(text)` gives all that matches, the best first; `key(thing)` tells
     things apart; `row(thing)` gives the parts of a line, `name(thing)` what the field says once it is taken;
     `rest(count)` says that there are more; `changed(taken)` is told which is taken, if any. */
  constructor(dialog, label, { find, key, row, name, rest, changed }) {
    Object.assign(this, { find, key, row, name, rest, changed });
    this.field = dialog.querySelector(".field");
    this.list = dialog.querySelector(".list");
    this.more = dialog.querySelector(".more");
    this.found = [];
    this.at = 0;
    this.taken = null;
    put(dialog.querySelector(".field-label"), label);
    this.list.setAttribute("aria-label", label);
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.keyed(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  clear() {
    this.field.value = "";
    this.at = 0;
    this.taken = null;
  }

  typed() {
    this.at = 0;
    this.taken = null;
    this.changed(null);
  }

  /* Find again: what there is may have changed by itself. Lines stay the same elements while they say the same. */
  refresh() {
    const all = this.taken ? [this.taken] : this.find(this.field.value);
    const shown = all.slice(0, SHOWN);
    const keys = shown.map(this.key).join("\n");
    if (this.list.dataset.keys !== keys) fill(this.list, shown.map((thing) => this.line(thing)));
    this.list.dataset.keys = keys;
    this.found = shown;
    this.at = Math.min(this.at, Math.max(shown.length - 1, 0));
    put(this.more, all.length > SHOWN || !all.length ? this.rest(all.length - shown.length) : "");
    this.mark();
  }

  line(thing) {
    const item = element("li", "found");
    item.setAttribute("role", "option");
    item.append(...this.row(thing));
    return item;
  }

  mark() {
    Array.from(this.list.children).forEach((item, at) => {
      item.id = `${this.list.id}-${at}`;
      toggle(item, "at", at === this.at);
      item.setAttribute("aria-selected", String(at === this.at));
    });
    this.field.setAttribute("aria-activedescendant", this.found.length ? `${this.list.id}-${this.at}` : "");
  }

  keyed(event) {
    const step = STEP[event.key];
    if (step && this.found.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
      this.list.children[this.at].scrollIntoView({ block: "nearest" });
      event.preventDefault();
    } else if (event.key === "Enter" && !this.taken) {
      event.preventDefault();
      if (!event.repeat) this.take(this.found[this.at]);
    }
  }

  clicked(event) {
    const item = event.target.closest("li");
    if (item) this.take(this.found[Array.from(this.list.children).indexOf(item)]);
  }

  take(thing) {
    if (!thing) return;
    this.field.value = this.name(thing);
    this.at = 0;
    this.taken = thing;
    this.changed(thing);
  }
}
