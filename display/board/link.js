/* The connection to the hub, kept for ever: hello, heartbeat, silence, and trying again.

   It knows nothing of calls. `tick` must be called a few times a second; browsers do not ping by themselves and a
   television may sit on a dead connection for many minutes. After a failure it knocks by a plain request first: to a
   page whose sockets have failed a while, browsers give no new one for seconds, and they never give up a slow one. */
var BOARD = BOARD || {};

BOARD.PING_MS = 3000;
BOARD.SILENCE_MS = 12000;
BOARD.GREY_MS = 60000;
BOARD.FIRST_DELAY_MS = 300;
BOARD.LAST_DELAY_MS = 1000;
BOARD.ANSWER_MS = 1500; /* to a ping or a knock */
BOARD.WELCOME_MS = 5000; /* from a hub that has been reached */
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
    if (now >= this.retryAt) { this.attempt(); }
  } else if (this.isLost(now)) {
    this.drop();
  } else if (this.socket.readyState === 1 && now - Math.max(this.heardAt, this.askedAt) >= BOARD.PING_MS) {
    this.ask({ t: "ping" });
  }
};

/* No welcome, or no answer. */
BOARD.Link.prototype.isLost = function (now) {
  if (this.heardAt < this.openedAt) { return now - this.openedAt >= BOARD.WELCOME_MS; }
  return this.askedAt > this.heardAt && now - this.askedAt >= BOARD.ANSWER_MS;
};

BOARD.Link.prototype.attempt = function () {
  if (this.delay === BOARD.FIRST_DELAY_MS) { this.open(); } else { this.knock(); }
};

BOARD.Link.prototype.knock = function () {
  var request = new XMLHttpRequest();
  this.retryAt = Infinity;
  request.open("HEAD", "/shared/icon.svg");
  request.timeout = BOARD.ANSWER_MS;
  request.onload = this.open.bind(this);
  request.onerror = request.ontimeout = this.later.bind(this);
  request.send();
};

BOARD.Link.prototype.open = function () {
  if (this.socket) { return; }
  var link = this, socket = new WebSocket(this.url);
  this.socket = socket;
  this.openedAt = BOARD.mono();
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
  this.later();
};

BOARD.Link.prototype.later = function () {
  this.retryAt = BOARD.mono() + this.delay * (0.5 + Math.random() / 2);
  this.delay = Math.min(this.delay * 1.7, BOARD.LAST_DELAY_MS);
};

/* The hub does not want this device as it is: ask again, but seldom. */
BOARD.Link.prototype.refused = function () {
  this.drop();
  this.retryAt = BOARD.mono() + BOARD.REFUSED_DELAY_MS;
};
