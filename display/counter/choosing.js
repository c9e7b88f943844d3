/* Paints the counters somebody may sit down at, free ones and taken ones. Which of them may be had, the hub decides. */

import { byId, element, put, toggle } from "/shared/page.js";

const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Choosing {
  constructor(words, choose) {
    this.words = words;
    this.choose = choose;
    byId("choices").addEventListener("keydown", (event) => this.move(event));
  }

  paint(view, hall, up) {
    const place = byId("choices");
    const isNew = !place.children.length;
    while (place.children.length > view.choices.length) place.removeChild(place.lastChild);
    while (place.children.length < view.choices.length) place.appendChild(this.button());
    view.choices.forEach((choice, at) => this.fillIn(place.children[at], choice, hall, up));
    put(byId("place"), this.words.hall("short"));
    put(byId("standing"), this.words.text(up ? "counter.choose_counter" : "counter.link_lost"));
    if (isNew) this.focusFirstFree();
  }

  button() {
    const button = element("button", "choice");
    button.type = "button";
    button.appendChild(element("span", "choice-name"));
    button.appendChild(element("span", "choice-state"));
    button.addEventListener("click", () => this.choose(button.value));
    return button;
  }

  fillIn(button, choice, hall, up) {
    button.value = choice.counter;
    button.disabled = !up;
    toggle(button, "taken", choice.open);
    const state = this.words.text(choice.open ? "counter.counter_taken" : "counter.counter_free");
    put(button.children[0], hall.counter(choice.counter));
    put(button.children[1], choice.number ? `${state} · ${choice.number}` : state);
  }

  focusFirstFree() {
    const first = byId("choices").querySelector(".choice:not(.taken)") || byId("choices").firstChild;
    if (first) first.focus();
  }

  move(event) {
    const step = STEP[event.key];
    if (!step) return;
    const all = Array.from(byId("choices").children);
    const next = all[all.indexOf(document.activeElement) + step];
    if (next) next.focus();
    event.preventDefault();
  }
}
