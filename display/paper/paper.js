/* Watches the folder of a simulated printer through the hub and paints it: nothing here can act on the printer. */

import { byId, element, put, toggle } from "/shared/page.js";
import { Words, languages } from "/shared/text.js";
import { standing } from "/paper/standing.js";

const ASK_MS = 150;
const SILENT_ASK_MS = 1000;
const STRIP_MARGINS = 2 * 0.016; /* of the window's width: see #strip in paper.css */
const STRIP_WIDTH = 0.23;

class Page {
  constructor() {
    this.words = new Words(languages[0]);
    this.printed = -1; /* rows that had been printed when the strip was drawn last */
    this.rows = 0;
    this.newest = 0;
  }

  start() {
    document.documentElement.lang = this.words.language;
    document.title = this.words.text("paper.title");
    put(byId("hall"), this.words.hall("short"));
    put(byId("title"), this.words.text("paper.title"));
    put(byId("roll-label"), this.words.text("paper.roll"));
    put(byId("tray-label"), this.words.text("paper.tray"));
    put(byId("try-label"), this.words.text("paper.try"));
    this.ask();
  }

  /* One question at a time; the next one when the answer is painted. */
  async ask() {
    let state = null;
    try {
      const answer = await fetch("/paper/state.json", { cache: "no-store" });
      if (answer.ok) state = await answer.json();
    } catch (away) {
      state = null; /* the hub is away: told as no printer */
    }
    await this.paint(state);
    setTimeout(() => this.ask(), state ? ASK_MS : SILENT_ASK_MS);
  }

  async paint(state) {
    this.paintState(state);
    if (!state) return;
    await this.paintTickets(state.tickets);
    await this.paintStrip(state);
  }

  paintState(state) {
    const shown = standing(state);
    for (const kind of ["ready", "stopped", "off"]) toggle(document.body, kind, kind === shown.kind);
    toggle(document.body, "waiting", false);
    put(byId("heading"), this.words.text(shown.heading));
    put(byId("note"), shown.note ? this.words.text(shown.note) : "");
    const names = state ? state.faults.join(", ") : "";
    put(byId("faults"), names ? this.words.text("paper.faults", { names }) : "");
    put(byId("family"), state ? state.profile : "");
    if (state) this.paintRoll(state);
  }

  paintRoll(state) {
    const left = Math.floor(state.roll_mm / 1000);
    put(byId("roll-left"), this.words.text(left ? "paper.metres" : "paper.last_metre", { left }));
    byId("gauge-left").style.width = `${Math.min(100, (100 * state.roll_mm) / state.full_roll_mm)}%`;
  }

  /* The picture grows at its end; its first rows stand above the slot, those between blade and head are inside. */
  async paintStrip(state) {
    if (state.printed_rows === this.printed && state.strip_rows === this.rows) return;
    const strip = byId("strip");
    const wasCut = state.strip_rows < this.rows;
    this.printed = state.printed_rows;
    this.rows = state.strip_rows;
    await load(strip, `/paper/strip.png?v=${state.printed_rows}-${state.strip_rows}`);
    const dot = ((STRIP_WIDTH - STRIP_MARGINS) * innerWidth) / state.dots;
    toggle(strip, "cut", wasCut);
    strip.style.transform = `translateY(${-(state.strip_rows - state.blade_rows) * dot}px)`;
  }

  async paintTickets(tickets) {
    const list = byId("tickets");
    if (tickets.length && tickets[0].number < this.newest) this.forget(list); /* another printer has been started */
    for (const ticket of tickets.filter((one) => one.number > this.newest).reverse()) {
      list.insertBefore(await this.ticket(ticket), list.firstChild);
      this.newest = ticket.number;
    }
    while (list.children.length > tickets.length) list.removeChild(list.lastChild);
  }

  forget(list) {
    while (list.firstChild) list.removeChild(list.firstChild);
    this.newest = 0;
  }

  async ticket(ticket) {
    const item = element("li", ticket.complete ? "" : "torn");
    const picture = document.createElement("img");
    picture.alt = "";
    await load(picture, `/paper/ticket-${ticket.number}.png`);
    item.appendChild(picture);
    item.appendChild(element("p", "", this.words.text(ticket.complete ? "paper.whole" : "paper.torn")));
    return item;
  }
}

/* Show a picture when all of it is there; one that is gone already leaves what was shown before. */
async function load(picture, address) {
  const coming = new Image();
  coming.src = address;
  try {
    await coming.decode();
  } catch (gone) {
    return;
  }
  picture.src = address;
}

new Page().start();
