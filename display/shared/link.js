/* A page's connection to the hub, kept for ever: hello, heartbeat, silence, and trying again.

   It knows the place in the hub's pushes (`epoch`, `seq`) and nothing of what they mean. Call `tick` a few times a
   second: browsers do not ping by themselves. After a failure it knocks by a plain request first: to a page whose
   sockets have failed a while, browsers give no new one for seconds, and they never give up a slow one. */

import { HubTime, mono } from "/shared/hubtime.js";

const PING_MS = 3000;
export const SILENCE_MS = 12000;
const FIRST_DELAY_MS = 300;
const LAST_DELAY_MS = 1000;
const ANSWER_MS = 1500; /* to a ping or a knock */
const WELCOME_MS = 5000; /* from a hub that has been reached */
const REFUSED_DELAY_MS = 10000;
const FINAL_PROBLEMS = ["unknown_token", "wrong_role"];

export class Link {
  /* `heard(message)` takes what comes, `changed()` is told when the link comes or goes. */
  constructor({ role, token, heard, changed }) {
    Object.assign(this, { role, token, heard, changed });
    this.time = new HubTime();
    this.epoch = 0;
    this.seq = 0;
    this.socket = null;
    this.up = false;
    this.refusedFor = "";
    this.heardAt = mono();
    this.openedAt = 0;
    this.askedAt = 0;
    this.pingedAt = 0;
    this.retryAt = 0;
    this.delay = FIRST_DELAY_MS;
  }

  silence() {
    return mono() - this.heardAt;
  }

  tick() {
    const now = mono();
    if (!this.socket) {
      if (now >= this.retryAt) this.attempt();
    } else if (this.isLost(now)) {
      this.drop();
    } else if (this.up && now - Math.max(this.heardAt, this.askedAt) >= PING_MS) {
      this.pingedAt = now;
      this.send({ t: "ping" });
    }
  }

  /* No welcome, or no answer. */
  isLost(now) {
    if (this.heardAt < this.openedAt) return now - this.openedAt >= WELCOME_MS;
    return this.pingedAt > this.heardAt && now - this.pingedAt >= ANSWER_MS;
  }

  attempt() {
    if (this.delay === FIRST_DELAY_MS) this.open();
    else this.knock();
  }

  knock() {
    const request = new XMLHttpRequest();
    this.retryAt = Infinity;
    request.open("HEAD", "/shared/icon.svg");
    request.timeout = ANSWER_MS;
    request.onload = () => this.open();
    request.onerror = request.ontimeout = () => this.later();
    request.send();
  }

  open() {
    if (this.socket) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws`);
    this.socket = socket;
    this.openedAt = mono();
    socket.onopen = () => this.send(this.hello());
    socket.onclose = () => this.drop();
    socket.onmessage = (event) => this.receive(event.data);
  }

  hello() {
    return { t: "hello", protocol: 1, role: this.role, token: this.token, epoch: this.epoch, seq: this.seq, zone: "" };
  }

  send(message) {
    this.askedAt = mono();
    this.socket.send(JSON.stringify(message));
  }

  receive(data) {
    let message;
    try {
      message = JSON.parse(data);
    } catch (broken) {
      return;
    }
    if (message.t !== "problem") this.heardAt = mono(); /* a hub that turns us away tells nothing new */
    if (message.t === "welcome") this.welcome(message);
    if (message.t === "state") this.seq = message.seq;
    if (message.t === "pong") this.pong(message);
    if (message.t === "problem" && FINAL_PROBLEMS.indexOf(message.code) >= 0) this.refused(message.code);
    this.heard(message);
  }

  welcome(message) {
    this.time.set(message.now_ms, this.askedAt);
    if (message.epoch !== this.epoch) this.seq = 0;
    this.epoch = message.epoch;
    this.up = true;
    this.refusedFor = "";
    this.delay = FIRST_DELAY_MS;
    this.changed();
  }

  pong(message) {
    this.time.set(message.now_ms, this.askedAt);
    if (message.seq > this.seq) this.drop();
  }

  /* Leave at once, without waiting for a farewell that a dead hub never sends, and come back soon. */
  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.socket = null;
    this.up = false;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
    this.later();
    this.changed();
  }

  later() {
    this.retryAt = mono() + this.delay * (0.5 + Math.random() / 2);
    this.delay = Math.min(this.delay * 1.7, LAST_DELAY_MS);
  }

  refused(code) {
    this.refusedFor = code;
    this.drop();
    this.retryAt = mono() + REFUSED_DELAY_MS;
  }
}
