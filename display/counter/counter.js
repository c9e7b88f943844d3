/* The console: joins the link, what has been asked, and the painting. It decides nothing about the queue: the acts, their
   keys and whether they are possible come with the view. */

import { Asking, messageOf, whyNot } from "/counter/asking.js";
import { Choosing } from "/counter/choosing.js";
import { Frame } from "/counter/frame.js";
import { Serving } from "/counter/serving.js";
import { Side } from "/counter/side.js";
import { Steady } from "/counter/steady.js";
import { Tools } from "/counter/tools.js";
import { forgetToken, keepSeat, keepToken, keptSeat, takeToken } from "/counter/kept.js";
import { Hall } from "/shared/hall.js";
import { mono } from "/shared/hubtime.js";
import { Link } from "/shared/link.js";
import { byId, put, reloadForOther } from "/shared/page.js";
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
    const send = (message) => this.link.up && this.link.send(message);
    this.asking = new Asking(send);
    this.seating = new Asking(send);
    this.serving = new Serving(this.words, (act) => this.press(act));
    this.frame = new Frame(this.words);
    this.side = new Side(this.words);
    this.choosing = new Choosing(this.words, (counter) => this.sit(counter));
    this.tools = new Tools(this.words, { send, left: () => this.back(), tell: (text) => this.say(text) });
    this.link = new Link({
      role: "counter",
      token: takeToken(),
      heard: (message) => this.heard(message),
      changed: () => this.paint(),
    });
    this.firstState = false;
    this.held = null; /* the view to go back to when the seat cannot be had again */
  }

  start() {
    document.documentElement.lang = this.words.language;
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
      this.tools.repeat();
    }
    this.paint();
  }

  heard(message) {
    if (message.t === "welcome") this.welcome(message);
    if (message.t === "hall_changed") this.enter(message);
    if (message.t === "state") this.state(message.view);
    if (message.t === "done") this.done(message.request);
    if (message.t === "refused") this.refused(message);
    if (message.t === "fault") this.fault();
    if (message.t === "problem") this.problem(message.code);
    if (message.t === "notice") this.notices = message.codes;
    this.tools.heard(message);
    this.paint();
  }

  /* The hall as it is now, which may have lost the counter we sit at. */
  enter(message) {
    reloadForOther(message.version);
    this.hall = new Hall(this.words, message.hall);
    if (!this.seat || this.hall.counters.has(this.seat)) return;
    this.sitAt("");
    this.say(this.words.text("counter.seat_gone"));
  }

  welcome(message) {
    this.enter(message);
    this.notices = [];
    this.firstState = true;
    this.tools.repeat();
  }

  state(view) {
    if (this.firstState) this.resume(view);
    this.firstState = false;
    if (this.seating.pending && !view.counter) this.held = view;
    else this.show(view);
  }

  /* After a lost connection: sit down where we sat, then ask again what was not answered. */
  resume(view) {
    const choice = view.choices.find((one) => one.counter === this.seat);
    if (view.counter || !choice || !choice.open) {
      this.seating.pending = null;
      this.asking.repeat();
    } else if (!this.seating.ask({ t: "open_counter", counter: this.seat })) {
      this.seating.repeat();
    }
  }

  show(view) {
    this.view = view;
    const meaning = ({ verb, label, number, ticket }) => `${verb} ${label} ${number} ${ticket}`;
    this.steady.shown(view.acts.map((act) => [act.key, meaning(act)]), mono());
    if (view.counter) this.sitAt(view.counter);
  }

  /* Whether an act would be done where the page says: connected, and sitting there again. */
  ready() {
    return this.link.up && !this.seating.pending;
  }

  done(request) {
    if (this.seating.settle(request)) this.asking.repeat();
    const asked = this.asking.settle(request);
    if (!asked) return;
    if (asked.t === "close_counter") this.sitAt("");
    this.say("");
  }

  refused(message) {
    const seating = this.seating.settle(message.request);
    if (seating) this.unseated();
    else if (!this.asking.settle(message.request)) return;
    this.say(whyNot(this.words, message));
  }

  /* Somebody else's now: what was asked there is moot, and the choice is open again. */
  unseated() {
    this.asking.pending = null;
    this.sitAt("");
    this.show(this.held);
  }

  fault() {
    this.say(this.words.text("counter.not_known"));
    this.repeatAt = mono() + REPEAT_MS;
  }

  problem(code) {
    if (code === this.link.refusedFor) {
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
    if (!this.ready() || !act.enabled || !this.steady.isSteady(act.key, mono())) return;
    if (this.asking.ask(messageOf(act, this.view.counter))) {
      this.pressed = act.key;
      this.say("");
    }
    this.paint();
  }

  sit(counter) {
    if (this.ready() && this.asking.ask({ t: "open_counter", counter })) this.say("");
  }

  key(event) {
    const onButton = event.target.closest("button, input");
    if (event.repeat && (event.key === "Enter" || !this.tools.open)) event.preventDefault();
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !this.view || !this.view.counter) return;
    if (this.tools.open || (onButton && (event.key === "Enter" || event.key === " "))) return;
    const act = this.view.acts.find((one) => one.key.toLowerCase() === event.key.toLowerCase());
    if (act) this.press(act);
    if (act || this.tools.show(event.key)) event.preventDefault();
  }

  /* From a dialog to the desk: the next step is at hand, but not for the press that closed the dialog. */
  back() {
    this.steady.again(mono());
    byId("primary").focus();
  }

  paint() {
    const now = this.link.time.now();
    const up = this.ready();
    this.frame.paint(this);
    this.tools.paint({ view: this.view, hall: this.hall, up: this.link.up, now });
    if (this.view && this.view.counter) {
      const asked = this.asking.pending ? this.pressed : "";
      this.serving.paint(this.view, this.hall, now, { up, asked });
      this.side.paint(this.view, this.hall, now, (ms) => this.serving.wait(ms));
    } else if (this.view) {
      this.choosing.paint(this.view, this.hall, up);
    }
  }
}

new Console().start();
