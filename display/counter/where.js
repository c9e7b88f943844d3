/* Which kiosk prints: a dialog's choice. The one that printed last on this machine comes first, if it prints. */

import { Chips } from "/counter/chips.js";
import { keepKiosk, keptKiosk } from "/counter/kept.js";
import { mayPrint, standing } from "/counter/printer.js";

const NO_PAPER = "";

export class Where {
  /* `paperless`: whether printing nowhere is a choice, too; `changed()` is told when a person has chosen. */
  constructor(place, words, { paperless, changed }) {
    this.words = words;
    this.paperless = paperless;
    this.place = place;
    this.chips = new Chips(place, words.text("counter.print_at"), changed);
    this.printers = [];
  }

  paint(printers) {
    this.printers = printers;
    const choices = printers.map((printer) => this.choice(printer));
    const nowhere = { value: NO_PAPER, label: this.words.text("counter.without_paper"), enabled: true };
    if (this.paperless) choices.push(nowhere);
    const chosen = choices.find((choice) => choice.value === this.chips.value);
    if (!this.chips.touched || !chosen || !chosen.enabled) this.chips.value = this.first(choices);
    this.chips.paint(choices);
    this.place.hidden = choices.length < 2;
  }

  choice(printer) {
    const { kind } = standing(printer, this.words);
    return { value: printer.kiosk, label: printer.kiosk, enabled: mayPrint(printer), kind };
  }

  /* Null when there is nothing to choose. */
  first(choices) {
    const there = choices.filter((choice) => choice.enabled);
    const printing = there.filter((choice) => choice.kind && choice.kind !== "trouble");
    const first = printing.find((choice) => choice.value === keptKiosk()) || printing[0] || there[0];
    return first ? first.value : null;
  }

  forget() {
    this.chips.value = null;
    this.chips.touched = false;
  }

  keep() {
    if (this.chips.value) keepKiosk(this.chips.value);
  }

  /* False when no kiosk may print and paper is wanted. */
  get possible() {
    return this.chips.value !== null;
  }

  /* As the hub wants it: nothing for no paper. */
  get message() {
    return this.chips.value ? { print_at: this.chips.value } : {};
  }

  /* What is the matter with the printer chosen, in words; empty while it prints. */
  get warning() {
    if (!this.possible) return this.words.text("counter.no_kiosk");
    const chosen = this.printers.find((printer) => printer.kiosk === this.chips.value);
    const found = chosen && standing(chosen, this.words);
    return found && found.kind === "trouble" ? found.texts[0] : "";
  }
}
