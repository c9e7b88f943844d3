/* The console: joins the link, what has been asked, and the painting. It decides nothing about the queue: the acts, their
   keys and whether they are possible come with the view. */

import { Asking, messageOf } from "/counter/asking.js";
import { Choosing } from "/counter/choosing.js";
import { Hall } from "/counter/hall.js";
import { Serving } from "/counter/serving.js";
import { Side } from "/counter/side.js";
import { Steady } from "/counter/steady.js";
import { forgetToken, keepSeat, keepToken, keptSeat, takeToken } from "/counter/kept.js";
import { mono } from "/shared/hubtime.js";
import { Link } from "/shared/link.js";
import { byId, put, reloadForOther, toggle } from "/shared/page.js";
import { Words, languages } from "/shared/text.js";

const TICK_MS = 250;
const SAID_MS = 8000;
const REPEAT_MS = 1000;

class Console {
  constructor() {
    this.words = new Words(languages[0]);
    this.hall = new Hall(this.words);
    this.view = null;
    this.seat = keptSeat(); /* where we sat before the connection was lost or the page was loaded again */
    this.pressed = ""; /* the key of the act that waits for its answer */
    this.notices = []; /* what the hub wants staff to know */
    this.saidAt = 0;
    this.repeatAt = Infinity;
    this.steady = new Steady();
    this.asking = new Asking((message) => this.link.up && this.link.send(message));
    this.seating = new Asking((message) => this.link.up && this.link.send(message));
    this.serving = new Serving(this.words, (act) => this.press(act));
    this.side = new Side(this.words);
    this.choosing = new Choosing(this.words, (counter) => this.sit(counter));
    this.link = new Link({
      role: "counter",
      token: takeToken(),
      heard: (message) => this.heard(message),
      changed: () => this.paint(),
    });
    this.firstState = false;
  }

  start() {
    document.documentElement.lang = this.words.language;
    document.title = this.words.hall("short");
    put(byId("token-label"), this.words.text("counter.token_prompt"));
    put(byId("token-go"), this.words.text("counter.sign_in"));
    byId("sign-in").addEventListener("submit", (event) => this.signIn(event));
    document.addEventListener("keydown", (event) => this.key(event));
    setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  signIn(event) {
    event.preventDefault();
    const token = byId("token").value.trim();
    if (!token) return;
    byId("token").value = "";
    keepToken(token);
    this.link.token = token;
    this.link.refusedFor = "";
    this.link.retryAt = 0;
    this.tick();
  }

  tick() {
    if (this.link.token) this.link.tick();
    if (mono() - this.saidAt > SAID_MS) this.say("");
    if (this.link.up && mono() >= this.repeatAt) {
      this.repeatAt = Infinity;
      this.asking.repeat();
      this.seating.repeat();
    }
    this.paint();
  }

  heard(message) {
    if (message.t === "welcome") this.welcome(message);
    if (message.t === "state") this.state(message.view);
    if (message.t === "done") this.done(message.request);
    if (message.t === "refused") this.refused(message);
    if (message.t === "fault") this.fault();
    if (message.t === "problem") this.problem(message.code);
    if (message.t === "notice") this.notices = message.codes;
    this.paint();
  }

  welcome(message) {
    reloadForOther(message.version);
    this.hall = new Hall(this.words, message.hall);
    this.notices = [];
    this.firstState = true;
  }

  state(view) {
    this.view = view;
    this.steady.shown(view.acts, mono());
    if (view.counter) this.sitAt(view.counter);
    if (this.firstState) this.resume();
    this.firstState = false;
  }

  /* After a lost connection: sit down where we sat, then ask again what was not answered. */
  resume() {
    const choice = this.view.choices.find((one) => one.counter === this.seat);
    if (this.view.counter || !choice || !choice.open) {
      this.seating.pending = null;
      this.asking.repeat();
    } else if (!this.seating.ask({ t: "open_counter", counter: this.seat })) {
      this.seating.repeat();
    }
  }

  done(request) {
    if (this.seating.settle(request)) this.asking.repeat();
    const asked = this.asking.settle(request);
    if (!asked) return;
    if (asked.t === "close_counter") this.sitAt("");
    this.say("");
  }

  refused({ request, code, data }) {
    const seating = this.seating.settle(request);
    if (seating) this.asking.pending = null;
    if (!seating && !this.asking.settle(request)) return;
    if (seating) this.sitAt("");
    this.say(this.words.text(`refusal.${code}`, data) || this.words.text("counter.not_possible"));
  }

  fault() {
    this.say(this.words.text("counter.not_known"));
    this.repeatAt = mono() + REPEAT_MS;
  }

  problem(code) {
    if (code === "unknown_token" || code === "wrong_role") {
      forgetToken();
      this.link.token = "";
      this.view = null;
    } else if (code === "protocol") {
      reloadForOther(code);
    } else if (!this.link.up) {
      this.say(this.words.text("counter.link_refused"));
    }
  }

  sitAt(counter) {
    if (counter === this.seat) return;
    this.seat = counter;
    keepSeat(counter);
  }

  say(text) {
    if (text) this.saidAt = mono();
    put(byId("said"), text);
    put(byId("choose-said"), text);
  }

  press(act) {
    if (!this.link.up || !act.enabled || !this.steady.isSteady(act.key, mono())) return;
    if (this.asking.ask(messageOf(act))) {
      this.pressed = act.key;
      this.say("");
    }
    this.paint();
  }

  sit(counter) {
    if (this.link.up && this.asking.ask({ t: "open_counter", counter })) this.say("");
  }

  key(event) {
    const onButton = event.target.closest("button, input");
    if (event.repeat) event.preventDefault();
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !this.view || !this.view.counter) return;
    if (onButton && (event.key === "Enter" || event.key === " ")) return;
    const act = this.view.acts.find((one) => one.key.toLowerCase() === event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    this.press(act);
  }

  paint() {
    const now = this.link.time.now();
    const up = this.link.up;
    this.mode();
    if (this.view && this.view.counter) {
      const asked = this.asking.pending ? this.pressed : "";
      this.serving.paint(this.view, this.hall, now, { up, asked });
      this.side.paint(this.view, this.hall, now, (ms) => this.serving.wait(ms));
    } else if (this.view) {
      this.choosing.paint(this.view, this.hall, up);
    } else {
      put(byId("place"), this.words.hall("short"));
      put(byId("standing"), "");
    }
    this.noticed();
    this.foot(now, up);
  }

  mode() {
    const mode = !this.link.token ? "signing-in" : !this.view ? "loading" : this.view.counter ? "at-desk" : "choosing";
    for (const name of ["signing-in", "loading", "at-desk", "choosing"]) toggle(document.body, name, name === mode);
    if (mode !== "at-desk") for (const name of ["free", "called", "serving"]) toggle(document.body, name, false);
    toggle(document.body, "down", Boolean(this.view) && !this.link.up);
    toggle(document.body, "unlinked", !this.link.up);
    const prompt = this.link.refusedFor ? "counter.token_wrong" : "counter.token_prompt";
    put(byId("token-label"), this.words.text(prompt));
  }

  /* A notice of a kind this page has no words for is left out: a code is never shown. */
  noticed() {
    const texts = this.notices.map((code) => this.words.text(`counter.notice_${code}`));
    put(byId("notice"), texts.filter(Boolean).join(" "));
  }

  foot(now, up) {
    const at = this.view && this.view.counter ? this.hall.counter(this.view.counter) : this.words.hall("short");
    put(byId("foot-counter"), at);
    const link = up ? "link_connected" : this.view ? "link_lost" : "link_connecting";
    put(byId("foot-link"), this.words.text(`counter.${link}`));
    put(byId("foot-time"), this.words.time(now));
  }
}

new Console().start();
