/* The dialog that prints a ticket once more: any ticket, by its number or from who waits, at the kiosk one names. */

import { Errand } from "/counter/errand.js";
import { findTickets } from "/counter/finding.js";
import { isPending, paperNote } from "/counter/paper.js";
import { Picker } from "/counter/picker.js";
import { Where } from "/counter/where.js";
import { element } from "/shared/page.js";

export class Copying extends Errand {
  constructor(dialog, words, ways) {
    super(dialog, words, ways);
    this.where = new Where(this.part(".where"), words, { paperless: false, changed: () => this.paint(this.desk) });
    this.picker = new Picker(dialog, words.text("counter.copy_field"), {
      find: (text) => findTickets(text, this.known(), this.desk.view.date),
      key: ({ ticket }) => ticket,
      name: ({ number }) => number,
      row: (line) => this.row(line),
      rest: (count) => (count ? "" : words.text("counter.type_number")),
      changed: (taken) => this.chosen(taken),
    });
  }

  /* The ticket at the counter first, then who waits, then what else was printed lately. */
  known() {
    const { current, waiting, prints } = this.desk.view;
    const lines = [current, ...waiting, ...prints].filter(Boolean);
    return lines.filter(({ ticket }, at) => lines.findIndex((line) => line.ticket === ticket) === at);
  }

  row(line) {
    const { hall, view } = this.desk;
    const note = line.paper && paperNote(line, view, this.words);
    return [
      element("span", "found-number", line.number),
      element("span", "found-name", hall.service(line.service)),
      element("span", "found-paper", note ? note.text : ""),
    ];
  }

  clear() {
    this.where.forget();
    this.picker.clear();
  }

  paintChoice({ printers }) {
    this.where.paint(printers);
    this.picker.refresh();
  }

  wish() {
    const { ticket, number } = this.picker.taken || {};
    const label = this.words.text(number ? "counter.copy_of" : "counter.copy", { number });
    const possible = Boolean(ticket) && this.where.possible && !this.pending();
    return { message: { t: "print_copy", ticket, ...this.where.message }, label, possible };
  }

  /* The print of this ticket that the kiosk has not reported yet, if there is one. */
  pending() {
    const { ticket } = this.picker.taken || {};
    const at = this.where.message.print_at;
    return this.desk.view.prints.find((one) => one.ticket === ticket && one.kiosk === at && isPending(one));
  }

  hint() {
    const pending = this.pending();
    return pending ? this.words.text("refusal.copy_pending", pending) : this.where.warning;
  }

  done({ ticket }) {
    this.where.keep();
    return { number: ticket.split("/").pop(), about: this.words.text("counter.copy") };
  }
}
