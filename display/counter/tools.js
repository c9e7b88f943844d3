/* What staff do beside the queue, each in a dialog with a key of its own: take a number for a visitor at the desk,
   print a ticket once more, look after the printers. An act of the queue with the same key comes first. */

import { Copying } from "/counter/copying.js";
import { Issuing } from "/counter/issuing.js";
import { Printers } from "/counter/printers.js";
import { byId, put } from "/shared/page.js";

export class Tools {
  /* `send(message)` speaks to the hub, `left()` is told when a dialog closes, `tell(text)` speaks at the desk. */
  constructor(words, ways) {
    this.words = words;
    this.printers = new Printers(words, ways);
    this.issuing = new Issuing(byId("issue"), words, ways);
    this.copying = new Copying(byId("copy"), words, ways);
    this.all = [this.issuing, this.copying, this.printers];
    this.keys = { a: this.issuing, c: this.copying, k: this.printers };
    Object.entries(this.keys).forEach(([key, tool]) => this.wire(byId(`open-${tool.dialog.id}`), key, tool));
  }

  wire(button, key, tool) {
    const says = button.querySelector(".says");
    if (says) put(says, this.words.text(`counter.open_${tool.dialog.id}`));
    put(button.querySelector("kbd"), key.toUpperCase());
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => tool.show());
  }

  /* Whether a dialog lies over the desk. */
  get open() {
    return this.all.some((tool) => tool.dialog.open);
  }

  /* False for a key that opens nothing. */
  show(key) {
    const tool = this.keys[key.toLowerCase()];
    if (tool) tool.show();
    return Boolean(tool);
  }

  paint({ view, hall, up, now }) {
    this.printers.paint({ up, now });
    const atDesk = Boolean(view && view.counter);
    for (const errand of [this.issuing, this.copying]) {
      if (atDesk) errand.paint({ view, hall, up, printers: this.printers.list });
      else errand.dialog.close();
    }
  }

  heard(message) {
    for (const tool of this.all) tool.heard(message);
  }

  repeat() {
    for (const tool of this.all) tool.repeat();
  }
}
