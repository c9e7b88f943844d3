/* Paints the counter itself: the band, the ticket there, and its acts. It shows the acts of the view and no others. */

import { paperNote } from "/counter/paper.js";
import { byId, element, fill, put, toggle } from "/shared/page.js";
import { languageName } from "/shared/text.js";

export const STANDINGS = ["free", "called", "serving", "closed"];

export class Serving {
  constructor(words, press) {
    this.words = words;
    this.press = press;
    this.acts = [];
    this.counter = ""; /* its name */
    this.wire(byId("primary"), () => this.acts.find((act) => act.primary));
  }

  wire(button, act) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => act() && this.press(act()));
  }

  /* `up`: the link stands; `asked`: the key of the act that waits for its answer, if any. */
  paint(view, hall, now, { up, asked }) {
    this.acts = view.acts;
    this.counter = hall.counter(view.counter);
    this.band(view, up);
    this.ticket(view, hall, now);
    this.primary(up, asked);
    this.others(up, asked);
  }

  standing(view) {
    if (!view.open) return "closed";
    return view.current ? view.current.state : "free";
  }

  band(view, up) {
    const standing = this.standing(view);
    for (const name of STANDINGS) toggle(document.body, name, name === standing);
    const key = standing === "closed" ? "refusal.counter_closed" : `counter.${standing}`;
    put(byId("place"), this.counter);
    put(byId("standing"), this.words.text(up ? key : "counter.link_lost"));
    const number = view.current ? `${view.current.number} · ` : "";
    document.title = number + this.counter;
  }

  ticket(view, hall, now) {
    const line = view.current;
    put(byId("number"), line ? line.number : this.words.counted("counter.waiting", view.waiting_count));
    put(byId("service"), line ? hall.service(line.service) : "");
    put(byId("agency"), line ? hall.agency(line.agency) : "");
    fill(byId("facts"), line ? this.facts(line, view, now) : []);
  }

  facts(line, view, now) {
    const facts = [element("li", "", this.waited(line, now)), element("li", "", languageName(line.language))];
    if (line.calls > 1) facts.push(element("li", "", this.words.text("counter.calls", { count: line.calls })));
    const note = paperNote(line, view, this.words);
    if (note) facts.push(element("li", note.alert ? "alert" : "", note.text));
    return facts;
  }

  waited(line, now) {
    const wait = this.wait((line.called_at_ms || now) - line.issued_at_ms);
    return this.words.text("counter.waited", { wait });
  }

  wait(ms) {
    const minutes = Math.floor(ms / 60000);
    return minutes < 1 ? this.words.text("counter.wait_short") : this.words.text("counter.wait", { minutes });
  }

  primary(up, asked) {
    const act = this.acts.find((one) => one.primary);
    const button = byId("primary");
    button.hidden = !act;
    if (act) this.button(button, act, up, asked);
  }

  others(up, asked) {
    const acts = this.acts.filter((act) => !act.primary);
    const place = byId("others");
    while (place.children.length > acts.length) place.removeChild(place.lastChild);
    while (place.children.length < acts.length) place.appendChild(this.other(place.children.length));
    acts.forEach((act, at) => this.button(place.children[at], act, up, asked));
  }

  other(at) {
    const button = element("button", "other");
    button.type = "button";
    button.appendChild(element("span", "says"));
    button.appendChild(element("kbd", ""));
    this.wire(button, () => this.acts.filter((act) => !act.primary)[at]);
    return button;
  }

  button(button, act, up, asked) {
    put(button.querySelector(".says"), this.label(act));
    put(button.querySelector("kbd"), act.key.length === 1 ? act.key.toUpperCase() : act.key);
    button.disabled = !up || !act.enabled;
    button.title = act.enabled ? "" : this.whyNot(act);
    toggle(button, "working", asked === act.key);
    button.setAttribute("aria-busy", String(asked === act.key));
  }

  /* A sentence of its own where the refusal's names what an act does not know. */
  whyNot({ why_not: code }) {
    return this.words.text(`counter.not_now_${code}`) || this.words.text(`refusal.${code}`);
  }

  label(act) {
    return this.words.text(`counter.${act.label}`, { number: act.number, counter: this.counter });
  }
}
