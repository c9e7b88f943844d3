/* A visitor's own ticket, live: where it stands, how many are ahead, and which counter when it is called. It can only
   look; the token in the address names this one ticket, and nothing else of the visitor is known. */

import { Hall } from "/shared/hall.js";
import { mono } from "/shared/hubtime.js";
import { Link, SILENCE_MS } from "/shared/link.js";
import { byId, element, emphasise, fill, isColour, put, reloadForOther, toggle } from "/shared/page.js";
import { Words, languageName, languages } from "/shared/text.js";
import { standing } from "/ticket/standing.js";

const TICK_MS = 500;
const WIDEST = 520;
const CARD_MARGINS = 72;
const GLYPH_WIDTH = 0.74; /* of the font's size, a little more than the widest digit or letter on average */
const LARGEST_NUMBER = 140;
const KINDS = ["waiting", "called", "serving", "missed", "over"];

/* In pixels: a number of any length fills the card and never leaves it. */
function numberSize(number) {
  const card = Math.min(document.documentElement.clientWidth, WIDEST) - CARD_MARGINS;
  return Math.min(LARGEST_NUMBER, card / (GLYPH_WIDTH * Math.max(number.length, 4)));
}

class Page {
  constructor(token) {
    this.words = new Words(languages[0]);
    this.chosen = false; /* the visitor has chosen a language */
    this.view = null;
    this.hall = new Hall(this.words);
    this.link = new Link({ role: "ticket", token, heard: (message) => this.heard(message), changed: () => this.paint() });
  }

  start() {
    setInterval(() => this.tick(), TICK_MS);
    document.addEventListener("visibilitychange", () => this.seen());
    this.tick();
  }

  /* A phone that was asleep does not trust its connection. */
  seen() {
    if (document.hidden || this.link.silence() < TICK_MS) return;
    this.link.drop();
    this.link.retryAt = mono();
    this.tick();
  }

  tick() {
    this.link.tick();
    this.paint();
  }

  heard(message) {
    if (message.t === "welcome" || message.t === "hall_changed") {
      reloadForOther(message.version);
      this.hall = new Hall(this.words, message.hall);
    }
    if (message.t === "state") this.state(message.view);
    this.paint();
  }

  state(view) {
    const isCalledNow = view.state === "called" && !(this.view && this.view.called_at_ms === view.called_at_ms);
    this.view = view;
    if (!this.chosen) this.speak(view.language);
    if (isCalledNow) this.vibrate();
  }

  /* Browsers forbid it, loudly, before the page has been touched. */
  vibrate() {
    const touched = !navigator.userActivation || navigator.userActivation.hasBeenActive;
    if (navigator.vibrate && touched) navigator.vibrate([400, 200, 400, 200, 400]);
  }

  choose(language) {
    this.chosen = true;
    this.speak(language);
    this.paint();
  }

  speak(language) {
    this.words = new Words(language);
    this.hall.words = this.words;
  }

  paint() {
    document.documentElement.lang = this.words.language;
    put(byId("hall"), this.words.hall("short"));
    this.switches();
    const unknown = this.link.refusedFor !== "";
    toggle(document.body, "loading", !this.view && !unknown);
    toggle(document.body, "unknown", unknown);
    if (unknown) this.paintUnknown();
    else if (this.view) this.paintTicket();
    this.paintLink(unknown);
  }

  switches() {
    const place = byId("languages");
    if (languages.length > 1 && !place.children.length) fill(place, languages.map((language) => this.switch(language)));
    for (const button of Array.from(place.children)) {
      button.setAttribute("aria-pressed", String(button.lang === this.words.language));
    }
  }

  switch(language) {
    const button = element("button", "", new Words(language).text("language.short"));
    button.type = "button";
    button.lang = language;
    button.setAttribute("aria-label", languageName(language));
    button.addEventListener("click", () => this.choose(language));
    return button;
  }

  paintUnknown() {
    put(byId("state"), this.words.text("ticket.unknown"));
    put(byId("note"), this.words.text("ticket.see_staff"));
    for (const id of ["go", "counter"]) put(byId(id), "");
    this.kind("");
    document.title = this.words.text("ticket.title");
  }

  paintTicket() {
    const view = this.view;
    const colour = this.hall.colour(view.agency);
    put(byId("number-label"), this.words.text("ticket.number"));
    put(byId("number"), view.number);
    byId("number").style.fontSize = `${numberSize(view.number)}px`;
    put(byId("service"), this.hall.service(view.service));
    put(byId("agency"), this.hall.agency(view.agency));
    if (isColour(colour)) byId("card").style.borderTopColor = colour;
    this.paintStanding(standing(view));
  }

  paintStanding(shown) {
    const counter = this.hall.counter(this.view.counter);
    this.kind(shown.kind);
    const ahead = shown.state === "ahead";
    const state = ahead ? this.words.counted("ticket.ahead", this.view.ahead) : this.text(shown.state);
    emphasise(byId("state"), state, ahead ? String(this.view.ahead) : "");
    put(byId("go"), this.text(shown.go));
    put(byId("counter"), shown.counter ? counter : "");
    put(byId("note"), this.text(shown.note, { counter }));
    const place = shown.counter ? counter : state;
    document.title = `${this.view.number} · ${place}`;
  }

  text(key, data) {
    return key ? this.words.text(`ticket.${key}`, data) : "";
  }

  kind(wanted) {
    for (const kind of KINDS) toggle(document.body, kind, kind === wanted);
  }

  paintLink(unknown) {
    const silence = this.link.silence();
    const time = this.words.time(this.link.time.now() - silence);
    const stale = !unknown && silence >= SILENCE_MS;
    toggle(document.body, "stale", stale);
    put(byId("banner"), stale ? this.words.text("ticket.link_lost_since", { time }) : "");
    put(byId("foot"), unknown ? "" : this.words.text("ticket.keep_open"));
  }
}

new Page(location.pathname.split("/").pop()).start();
