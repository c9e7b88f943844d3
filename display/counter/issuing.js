/* The dialog that takes a number for a visitor at the desk: the service from words, the visitor's language, and the
   kiosk that prints it or none. */

import { Chips } from "/counter/chips.js";
import { Errand } from "/counter/errand.js";
import { ServiceFinder } from "/counter/finding.js";
import { Picker } from "/counter/picker.js";
import { Where } from "/counter/where.js";
import { element, isColour } from "/shared/page.js";
import { languageName, languages } from "/shared/text.js";

export class Issuing extends Errand {
  constructor(dialog, words, ways) {
    super(dialog, words, ways);
    this.hall = null; /* the one that `finder` knows */
    this.finder = new ServiceFinder([]);
    const changed = () => this.paint(this.desk);
    this.where = new Where(this.part(".where"), words, { paperless: true, changed });
    this.language = new Chips(this.part(".language"), words.text("counter.language"), changed);
    this.picker = new Picker(dialog, words.text("counter.issue_field"), {
      find: (text) => this.find(text),
      key: (code) => code,
      name: (code) => this.desk.hall.service(code),
      row: (code) => this.row(code),
      rest: (count) => this.words.counted("counter.more_services", count),
      changed: (taken) => this.chosen(taken),
    });
  }

  find(text) {
    const { hall, view } = this.desk;
    if (this.hall !== hall) {
      this.hall = hall;
      this.finder = new ServiceFinder(hall.findable());
    }
    return this.finder.find(text, hall.servedAt(view.counter));
  }

  row(code) {
    const { hall } = this.desk;
    const edge = element("span", "found-edge");
    const colour = hall.colour(hall.agencyOf(code));
    if (isColour(colour)) edge.style.backgroundColor = colour;
    const agency = element("span", "found-agency", hall.agency(hall.agencyOf(code)));
    const name = element("span", "found-name", hall.service(code));
    name.appendChild(agency);
    return [edge, element("span", "found-code", code), name];
  }

  clear() {
    this.where.forget();
    this.language.choose(languages[0]);
    this.picker.clear();
  }

  paintChoice({ printers }) {
    this.where.paint(printers);
    this.language.paint(languages.map((code) => ({ value: code, label: languageName(code), enabled: true })));
    this.part(".language").hidden = languages.length < 2;
    this.picker.refresh();
  }

  wish() {
    const service = this.picker.taken;
    const name = this.desk.hall.service(service);
    const label = this.words.text(service ? "counter.issue_for" : "counter.issue_go", { service: name });
    const message = { t: "take_ticket", service, language: this.language.value, ...this.where.message };
    return { message, label, possible: Boolean(service) };
  }

  hint() {
    return this.where.warning;
  }

  done({ service }, events) {
    this.where.keep();
    const issued = events.find((event) => event.kind === "ticket_issued");
    const ahead = this.words.counted("counter.ahead", issued.ahead);
    return { number: issued.number, about: `${this.desk.hall.service(service)}\n${ahead}` };
  }
}
