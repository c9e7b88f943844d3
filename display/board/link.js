/* The connection to the hub, kept for ever: hello, heartbeat, silence, and trying again.

   It knows nothing of calls. `tick` must be called a few times a second; browsers do not ping by themselves and a
   television may sit on a dead connection for many minutes. */
var BOARD = BOARD || {};

BOARD.PING_MS = 5000;
BOARD.SILENCE_MS = 12000;
BOARD.GREY_MS = 60000;
BOARD.FIRST_DELAY_MS = 300;
BOARD.LAST_DELAY_MS = 1500;
BOARD.REFUSED_DELAY_MS = 10000;

/* `hooks.hello()` gives the first message, `hooks.heard(message, askedAt)` takes every one that comes. */
BOARD.Link = function (url, hooks) {
  this.url = url;
  this.hooks = hooks;
  this.socket = null;
  this.heardAt = BOARD.mono();
  this.openedAt = 0;
  this.askedAt = 0;
  this.retryAt = 0;
  this.delay = BOARD.FIRST_DELAY_MS;
};

BOARD.Link.prototype.silence = function () {
  return BOARD.mono() - this.heardAt;
};

BOARD.Link.prototype.tick = function () {
  var now = BOARD.mono();
  if (!this.socket) {
    if (now >= this.retryAt) { this.open(now); }
  } else if (now - Math.max(this.heardAt, this.openedAt) >= BOARD.SILENCE_MS) {
    this.drop();
  } else if (this.socket.readyState === 1 && now - Math.max(this.heardAt, this.askedAt) >= BOARD.PING_MS) {
    this.ask({ t: "ping" });
  }
};

BOARD.Link.prototype.open = function (now) {
  var link = this, socket = new WebSocket(this.url);
  this.socket = socket;
  this.openedAt = now;
  socket.onopen = function () { link.ask(link.hooks.hello()); };
  socket.onclose = function () { link.drop(); };
  socket.onmessage = function (event) { link.receive(event.data); };
};

BOARD.Link.prototype.ask = function (message) {
  this.askedAt = BOARD.mono();
  this.socket.send(JSON.stringify(message));
};

BOARD.Link.prototype.receive = function (data) {
  var message;
  try { message = JSON.parse(data); } catch (broken) { return; }
  if (message.t !== "problem") { this.heardAt = BOARD.mono(); } /* a hub that turns us away tells nothing new */
  if (message.t === "welcome") { this.delay = BOARD.FIRST_DELAY_MS; }
  this.hooks.heard(message, this.askedAt);
};

/* Leave this connection at once, without waiting for a farewell that a dead hub never sends, and come back soon. */
BOARD.Link.prototype.drop = function () {
  var socket = this.socket;
  if (!socket) { return; }
  this.socket = null;
  socket.onopen = socket.onclose = socket.onmessage = null;
  socket.close();
  this.retryAt = BOARD.mono() + this.delay * (0.5 + Math.random() / 2);
  this.delay = Math.min(this.delay * 1.7, BOARD.LAST_DELAY_MS);
};

/* The hub does not want this device as it is: ask again, but seldom. */
BOARD.Link.prototype.refused = function () {
  this.drop();
  this.retryAt = BOARD.mono() + BOARD.REFUSED_DELAY_MS;
};
