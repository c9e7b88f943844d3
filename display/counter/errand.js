/* A dialog that asks one thing of the hub: chosen, asked under one request id, answered, closed. What is chosen is its
   own (`Copying`, `Issuing`); this is the part in which nothing may happen twice.

   Its one button says what the next press does. What was asked is asked again until the hub has answered, even closed.
   The print asked for is followed to its end; what goes wrong once the dialog is closed is told at the desk. */

import { Asking, whyNot } from "/counter/asking.js";
import { outcome } from "/counter/paper.js";
import { Steady } from "/counter/steady.js";
import { mono } from "/shared/hubtime.js";
import { put, toggle } from "/shared/page.js";

const KIND = { pending: "pending", printed: "ok", unconfirmed: "unknown", failed: "trouble" };

export class Errand {
  /* `send(message)` speaks to the hub, `left()` is told when the dialog closes, `tell(text)` speaks at the desk. */
  constructor(dialog, words, { send, left, tell }) {
    Object.assign(this, { dialog, words, tell });
    this.asking = new Asking(send);
    this.steady = new Steady();
    this.answer = null; /* what the hub did: the `number`, a line or two `about` it, the `print` asked for, if any */
    this.desk = null; /* what the console shows: view, hall, printers, up */
    put(this.part("h2"), words.text(`counter.${dialog.id}`));
    put(this.part(".leave span"), words.text("counter.leave"));
    this.part(".leave").addEventListener("click", () => dialog.close());
    this.part("form").addEventListener("submit", (event) => this.go(event));
    dialog.addEventListener("close", left);
  }

  part(selector) {
    return this.dialog.querySelector(selector);
  }

  show() {
    if (!this.asking.pending) {
      this.answer = null;
      this.say("");
      this.clear();
    }
    this.dialog.showModal();
    this.paint(this.desk);
    this.part(this.asking.pending ? ".go" : ".field").focus();
  }

  paint(desk) {
    this.desk = desk;
    this.follow();
    if (!this.dialog.open) return;
    toggle(this.dialog, "answered", Boolean(this.answer));
    if (this.answer) this.paintAnswer(this.answer);
    else this.paintChoice(desk);
    this.paintButton();
  }

  paintButton() {
    const { label, ready, message } = this.next();
    const button = this.part(".go");
    put(button.querySelector(".says"), label);
    button.disabled = !ready;
    toggle(button, "working", Boolean(this.asking.pending));
    put(this.part(".hint"), this.answer ? "" : this.desk.up ? this.hint() : this.words.text("counter.link_lost"));
    this.part(".wish").disabled = Boolean(this.asking.pending);
    this.steady.shown([["go", JSON.stringify([label, message])]], mono());
  }

  /* The button comes next once something is taken. */
  chosen(taken) {
    this.paint(this.desk);
    if (taken) this.part(".go").focus();
  }

  /* What the next press does. */
  next() {
    if (this.answer) return { label: this.words.text("counter.errand_over"), ready: true };
    const { message, label, possible } = this.wish();
    return { label, ready: possible && this.desk.up, message };
  }

  paintAnswer({ number, about, print }) {
    put(this.part(".number"), number);
    put(this.part(".about"), about);
    this.part(".paper .mark").className = `mark ${print ? KIND[print.outcome] : "none"}`;
    put(this.part(".paper .says"), print ? outcome(print, this.words) : this.words.text("counter.note_number"));
  }

  go(event) {
    event.preventDefault();
    const { ready, message } = this.next();
    if (!ready || !this.steady.isSteady("go", mono())) return;
    if (this.answer) this.dialog.close();
    else if (this.asking.ask(message)) this.say("");
    this.paint(this.desk);
  }

  repeat() {
    this.asking.repeat();
  }

  heard(message) {
    if (!this.asking.pending || message.request !== this.asking.pending.request) return;
    if (message.t === "fault") this.say(this.words.text("counter.not_known"));
    if (message.t === "done") this.settle(message.events, "");
    if (message.t === "refused") this.settle(null, whyNot(this.words, message));
  }

  settle(events, said) {
    const asked = this.asking.settle(this.asking.pending.request);
    this.say(said);
    if (events) this.answer = { ...this.done(asked, events), print: askedPrint(events) };
    if (this.dialog.open) {
      this.paint(this.desk);
      this.part(".go").focus();
    } else {
      this.tell(said || this.answer.number);
    }
  }

  /* What became of the print, from the view; only bad news is told at the desk, and only once. */
  follow() {
    const known = this.answer && this.answer.print;
    const found = known && this.desk.view && this.desk.view.prints.find((print) => print.job === known.job);
    if (!found || found.outcome === known.outcome) return;
    this.answer.print = found;
    if (found.outcome === "failed" && !this.dialog.open) this.tell(`${found.number} · ${outcome(found, this.words)}`);
  }

  say(text) {
    put(this.part(".said"), text);
  }
}

function askedPrint(events) {
  const asked = events.find((event) => event.kind === "print_asked");
  return asked ? { job: asked.seq, number: "", kiosk: asked.kiosk, outcome: "pending", why: "" } : null;
}
