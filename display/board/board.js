/* The board itself: joins the link, the feed, the calls and the painting. The only file with the page's state.

   Token and zone come from the address after the `#`, which a browser never sends and nobody logs. */
var BOARD = BOARD || {};

BOARD.TICK_MS = 200;
BOARD.TICKER_MS = 10000;
BOARD.SHIFT_MS = 80000; /* the picture moves a little, to spare the panel */
BOARD.SHIFTS = [[0, 0], [6, 0], [6, 6], [0, 6], [-6, 6], [-6, 0], [-6, -6], [0, -6], [6, -6]];
BOARD.RELOAD_AGAIN_MS = 60000;

/* What only a person can put right, and the words for it. */
BOARD.PROBLEMS = { unknown_token: "not_known", wrong_role: "not_known", unknown_zone: "unknown_zone" };

BOARD.fromAddress = function (name) {
  var found = new RegExp("[#&]" + name + "=([^&]*)").exec(location.hash);
  try { return found ? decodeURIComponent(found[1]) : ""; } catch (broken) { return ""; }
};

BOARD.App = function () {
  this.token = BOARD.fromAddress("k");
  this.zone = BOARD.fromAddress("zone");
  this.clock = new BOARD.Clock();
  this.feed = new BOARD.Feed();
  this.calls = new BOARD.Calls();
  this.paint = new BOARD.Paint(BOARD.byId("screen"));
  this.chime = new BOARD.Chime();
  this.hall = {};
  this.view = { open: false, calls: [], waiting: 0, open_counters: [] };
  this.known = false; /* whether the hub has said anything of the day yet */
  this.pages = { text: "", measured: 0, parts: [] };
  this.link = new BOARD.Link(location.protocol.replace("http", "ws") + "//" + location.host + "/ws", {
    hello: this.hello.bind(this),
    heard: this.heard.bind(this)
  });
};

BOARD.App.prototype.hello = function () {
  return { t: "hello", protocol: 1, role: "board", token: this.token, epoch: this.feed.epoch, seq: this.feed.seq,
    zone: this.zone };
};

BOARD.App.prototype.heard = function (message, askedAt) {
  var take = this.messages[message.t];
  if (take) { take.call(this, message, askedAt); }
};

BOARD.App.prototype.messages = {
  welcome: function (message, askedAt) {
    this.clock.set(message.now_ms, askedAt);
    this.enter(message);
    this.paint.setup("", "");
    if (this.feed.welcome(message.epoch)) { this.calls.forget(); }
  },
  hall_changed: function (message) {
    this.enter(message);
    this.show();
  },
  state: function (message) {
    this.feed.state(message.seq);
    this.view = message.view;
    this.known = true;
    this.time();
    this.calls.replace(message.view.calls, this.isFresh.bind(this));
    this.show();
  },
  called: function (message) {
    var meaning = this.feed.called(message.seq, message.prev);
    if (meaning === "gap") { this.link.drop(); }
    if (meaning !== "new") { return; }
    this.calls.add(message.call, this.isFresh.bind(this));
    this.show();
  },
  pong: function (message, askedAt) {
    this.clock.set(message.now_ms, askedAt);
    if (this.feed.lacks(message.seq)) { this.link.drop(); }
  },
  problem: function (message) {
    var words = BOARD.PROBLEMS[message.code];
    if (message.code === "protocol") { BOARD.reload("protocol"); }
    if (!words) { return; }
    this.paint.setup(BOARD.text("board." + words), BOARD.text("board." + words + "_help"));
    this.link.refused();
  }
};

/* The hall as it is now; the calls and their places stay. */
BOARD.App.prototype.enter = function (message) {
  if (message.version !== ANTREAN.version) { BOARD.reload(message.version); }
  this.hall = message.hall;
};

/* Young enough to be announced; older ones only take their place in the list. */
BOARD.App.prototype.isFresh = function (call) {
  var within = (this.hall.calling || {}).speak_within_s || 30;
  return this.clock.now() - call.at_ms < within * 1000;
};

BOARD.App.prototype.show = function () {
  var now = BOARD.mono(), called = this.calls.advance(now);
  if (called && this.isFresh(called)) { this.chime.ring(); }
  this.paint.set("pulse", this.calls.pulses(now));
  this.paint.set("idle", this.isIdle());
  if (this.calls.place) { this.paint.current(this.calls.place, this.counterName(this.calls.place.counter)); }
  this.paint.list(this.calls.rest().slice(0, this.rowCount()).map(this.line, this));
  this.paint.openness(this.openness(), BOARD.counted("board.waiting", this.view.waiting));
  this.paint.set("quiet", !this.known || this.view.waiting === 0);
};

/* Nobody is being called: nothing yet today, or everybody has gone home. */
BOARD.App.prototype.isIdle = function () {
  var over = !this.view.open && !this.view.waiting && !this.view.open_counters.length;
  return !this.calls.place || (over && !this.calls.pulses(BOARD.mono()));
};

BOARD.App.prototype.rowCount = function () {
  var wanted = (this.hall.calling || {}).recent_calls_shown;
  return wanted === undefined ? BOARD.ROWS : Math.min(BOARD.ROWS, wanted);
};

BOARD.App.prototype.line = function (call) {
  return { number: call.number, counter: this.counterShort(call.counter), colour: this.colour(call.number),
    next: this.calls.isQueued(call) };
};

BOARD.App.prototype.named = function (kind, key, value) {
  var all = this.hall[kind] || [];
  for (var at = 0; at < all.length; at += 1) {
    if (all[at][key] === value) { return all[at]; }
  }
  return null;
};

BOARD.App.prototype.counterName = function (id) {
  var counter = this.named("counters", "id", id);
  return counter ? BOARD.name(counter.name) || id : id;
};

/* "3" for "Loket 3": the word stands once, above the list. */
BOARD.App.prototype.counterShort = function (id) {
  var name = this.counterName(id), word = BOARD.text("board.column_counter") + " ";
  return name.toLowerCase().indexOf(word.toLowerCase()) === 0 ? name.slice(word.length) : name;
};

/* The hue of the agency whose letters the number bears. */
BOARD.App.prototype.colour = function (number) {
  var letters = /^[A-Z]*/.exec(number)[0];
  var agency = (this.hall.agencies || []).filter(function (one) { return one.letters.indexOf(letters) >= 0; })[0];
  return agency ? BOARD.lighter(agency.colour) : "";
};

BOARD.App.prototype.openness = function () {
  if (!this.known) { return ""; }
  if (!this.view.open) { return BOARD.text("board.hall_closed"); }
  return BOARD.counted("board.open_counters", this.view.open_counters.length);
};

BOARD.App.prototype.tick = function () {
  this.link.tick();
  this.time();
  this.show();
  this.trouble();
  this.ticker();
  this.spare();
};

BOARD.App.prototype.time = function () {
  this.paint.time(this.clock.now(), BOARD.name((this.named("zones", "id", this.zone) || {}).name));
};

BOARD.App.prototype.trouble = function () {
  var silence = this.link.silence(), time = BOARD.time(this.clock.now() - silence);
  this.paint.banner(silence >= BOARD.SILENCE_MS ? BOARD.text("board.link_lost_since", { time: time }) : "");
  this.paint.set("grey", silence >= BOARD.GREY_MS);
};

/* The hall's own text in still pages; while sound is forbidden, one page more says what to press. */
BOARD.App.prototype.ticker = function () {
  var text = BOARD.name(this.hall.ticker), pages = this.pages;
  if (pages.text !== text || pages.measured !== BOARD.measured) {
    pages = this.pages = { text: text, measured: BOARD.measured, parts: BOARD.pages(BOARD.byId("ticker"), text) };
  }
  var notice = this.chime.blocked() ? [BOARD.text("board.sound_press")] : [], parts = notice.concat(pages.parts);
  var page = Math.floor(BOARD.mono() / BOARD.TICKER_MS) % (parts.length || 1);
  this.paint.ticker(parts[page] || "", page < notice.length);
};

BOARD.App.prototype.spare = function () {
  var shift = BOARD.SHIFTS[Math.floor(BOARD.mono() / BOARD.SHIFT_MS) % BOARD.SHIFTS.length];
  var move = "translate(" + shift[0] + "px," + shift[1] + "px)";
  if (this.paint.screen.style.transform !== move) { this.paint.screen.style.transform = move; }
};

/* A page of another version of the hub loads itself again; at most once a minute, should that not help. */
BOARD.reload = function (version) {
  var key = "antrean-reloaded-" + version, last = Number(sessionStorage.getItem(key));
  if (new Date().getTime() - last < BOARD.RELOAD_AGAIN_MS) { return; }
  sessionStorage.setItem(key, String(new Date().getTime()));
  location.reload();
};

/* Hues of agencies are made for white letters on them; on the board's dark ground they are mixed with white. */
BOARD.lighter = function (colour) {
  var mixed = [1, 3, 5].map(function (at) {
    return Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.65 + 255 * 0.35);
  });
  return "rgb(" + mixed.join(",") + ")";
};

BOARD.start = function () {
  var app = new BOARD.App(), wake = app.chime.wake.bind(app.chime);
  document.addEventListener("keydown", wake);
  document.addEventListener("click", wake);
  window.addEventListener("resize", BOARD.unfit);
  if (document.fonts && document.fonts.addEventListener) { document.fonts.addEventListener("loadingdone", BOARD.unfit); }
  app.tick();
  setInterval(app.tick.bind(app), BOARD.TICK_MS);
  return app;
};

BOARD.start();
