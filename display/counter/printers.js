/* The printers of all kiosks: a calm mark each in the bottom line, the most pressing trouble in words beside them, and
   a panel with all of them in which staff note a new roll. */

import { Asking, whyNot } from "/counter/asking.js";
import { mayPrint, paperLeft, since, standing } from "/counter/printer.js";
import { byId, element, put, toggle } from "/shared/page.js";

const PRESSING = ["trouble", "warning"];
/* With more kiosks than this the marks of those without trouble stand without their names. */
const NAMED = 4;

export class Printers {
  /* `send(message)` speaks to the hub, `left()` is told when the panel closes. */
  constructor(words, { send, left }) {
    this.words = words;
    this.asking = new Asking(send);
    this.noted = new Set(); /* kiosks whose new roll has been noted since the panel was opened */
    this.list = []; /* as the hub says them */
    this.desk = null; /* whether the link is up, and what time it is */
    this.dialog = byId("printers");
    put(byId("printers-title"), words.text("counter.printers"));
    put(this.dialog.querySelector(".leave span"), words.text("counter.leave"));
    this.dialog.querySelector(".leave").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", left);
  }

  show() {
    this.noted.clear();
    this.say("");
    this.dialog.showModal();
    this.paint(this.desk);
    this.dialog.querySelector(".leave").focus();
  }

  paint(desk) {
    const { up, now } = desk;
    this.desk = desk;
    const known = this.list.map((printer) => ({ printer, ...this.standing(printer, up) }));
    this.foot(known, now);
    if (this.dialog.open) this.panel(known, up, now);
  }

  /* While the hub is away nothing is known of any printer. */
  standing(printer, up) {
    if (up) return standing(printer, this.words);
    return { kind: "unknown", texts: [this.words.text("counter.link_lost")], sinceMs: 0 };
  }

  foot(known, now) {
    const pressing = PRESSING.map((kind) => known.find((one) => one.kind === kind)).find(Boolean);
    byId("open-printers").hidden = !known.length;
    toggle(byId("open-printers"), "many", known.length > NAMED);
    same(byId("foot-marks"), known.length, footMark);
    known.forEach(({ printer, kind, texts }, at) => {
      const item = byId("foot-marks").children[at];
      item.className = `foot-mark ${kind}`;
      item.title = texts.join(" ");
      item.children[0].className = `mark ${kind}`;
      put(item.children[1], printer.kiosk);
    });
    put(byId("foot-trouble"), pressing ? this.pressing(pressing, known.length) : "");
    put(byId("foot-since"), pressing ? since(pressing.sinceMs, now, this.words) : "");
  }

  pressing({ printer, texts }, count) {
    return count > 1 ? `${printer.kiosk}: ${texts[0]}` : texts[0];
  }

  panel(known, up, now) {
    same(byId("printers-list"), known.length, () => this.row());
    known.forEach((one, at) => this.fillIn(byId("printers-list").children[at], one, up, now));
  }

  row() {
    const row = element("li", "printer");
    const says = element("div", "printer-says");
    const head = element("p", "");
    head.append(element("span", "printer-name"), element("span", "printer-since"));
    says.append(head, element("p", "printer-texts"), element("p", "printer-left"));
    const button = element("button", "other");
    button.type = "button";
    button.append(element("span", "says"));
    button.addEventListener("click", () => this.newRoll(button.value));
    row.append(element("span", "mark"), says, button);
    return row;
  }

  fillIn(row, { printer, kind, texts, sinceMs }, up, now) {
    const [mark, says, button] = row.children;
    const [head, matter, left] = says.children;
    const noted = this.noted.has(printer.kiosk);
    const asked = this.asking.pending && this.asking.pending.kiosk === printer.kiosk;
    mark.className = `mark ${kind}`;
    put(head.firstChild, printer.kiosk);
    put(head.lastChild, since(sinceMs, now, this.words));
    put(matter, texts.join(" "));
    put(left, paperLeft(printer, this.words));
    button.value = printer.kiosk;
    button.disabled = !up || !mayPrint(printer) || noted;
    toggle(button, "working", Boolean(asked));
    put(button.firstChild, this.words.text(noted ? "counter.roll_noted" : "counter.new_roll"));
  }

  newRoll(kiosk) {
    if (!this.noted.has(kiosk) && this.asking.ask({ t: "new_roll", kiosk })) this.say("");
  }

  repeat() {
    this.asking.repeat();
  }

  heard(message) {
    if (message.t === "printers") this.list = message.printers;
    if (!this.asking.pending || message.request !== this.asking.pending.request) return;
    if (message.t === "fault") return this.say(this.words.text("counter.not_known"));
    const { kiosk } = this.asking.settle(message.request);
    if (message.t === "done") this.noted.add(kiosk);
    this.say(message.t === "refused" ? whyNot(this.words, message) : "");
  }

  say(text) {
    put(this.dialog.querySelector(".said"), text);
  }
}

/* The same elements as long as they are needed: a focus and a press survive what changes around them. */
function same(place, count, make) {
  while (place.children.length > count) place.removeChild(place.lastChild);
  while (place.children.length < count) place.appendChild(make());
}

function footMark() {
  const item = element("span", "");
  item.append(element("span", ""), element("span", "foot-name"));
  return item;
}
