/* What the board shows, painted from values: calls, hall, clock, trouble. It decides nothing; painting twice is the
   same as painting once. */
var BOARD = BOARD || {};

BOARD.ROWS = 5;

BOARD.Paint = function (screen) {
  this.screen = screen;
  this.rows = [];
  for (var at = 0; at < BOARD.ROWS; at += 1) { this.rows.push(this.newRow(at)); }
  document.documentElement.lang = BOARD.language;
  document.title = BOARD.name(ANTREAN.hall.name);
  this.words();
};

BOARD.Paint.prototype.newRow = function (at) {
  var row = this.part("row", BOARD.byId("rows"));
  row.style.top = at * 12.7 + "vh";
  return { row: row, edge: this.part("row-edge", row), number: this.part("row-number", row),
    counter: this.part("row-counter", row) };
};

BOARD.Paint.prototype.part = function (name, parent) {
  var part = document.createElement("div");
  part.className = name;
  parent.appendChild(part);
  return part;
};

BOARD.Paint.prototype.words = function () {
  BOARD.put(BOARD.byId("counter-label"), BOARD.text("board.go_to"));
  BOARD.put(BOARD.byId("list-number"), BOARD.text("board.column_number"));
  BOARD.put(BOARD.byId("list-counter"), BOARD.text("board.column_counter"));
  BOARD.put(BOARD.byId("idle-welcome"), BOARD.text("board.welcome"));
};

/* Another face of the board: what was hidden had no width, so everything is measured again. */
BOARD.Paint.prototype.set = function (name, wanted) {
  if (this.screen.classList.contains(name) === wanted) { return; }
  BOARD.setClass(this.screen, name, wanted);
  BOARD.unfit();
};

BOARD.Paint.prototype.time = function (ms, zone) {
  var day = BOARD.date(ms), time = BOARD.time(ms);
  BOARD.fit(BOARD.byId("hall"), BOARD.name(ANTREAN.hall.name), 5.6);
  BOARD.fit(BOARD.byId("day"), zone ? zone + " · " + day : day, 3.6);
  BOARD.put(BOARD.byId("clock"), time);
  BOARD.fit(BOARD.byId("idle-hall"), BOARD.name(ANTREAN.hall.name), 9);
  BOARD.put(BOARD.byId("idle-day"), day);
  BOARD.fit(BOARD.byId("idle-clock"), time, 24);
};

BOARD.Paint.prototype.current = function (call, counter) {
  BOARD.put(BOARD.byId("number-label"), BOARD.text(call.recall ? "board.called_again" : "board.now_calling"));
  BOARD.fit(BOARD.byId("number"), call.number, 30.4);
  BOARD.fit(BOARD.byId("counter"), counter, 19.4);
};

/* `lines` has {number, counter, colour, next} for each call, newest first. */
BOARD.Paint.prototype.list = function (lines) {
  for (var at = 0; at < this.rows.length; at += 1) {
    var parts = this.rows[at], line = lines[at];
    BOARD.setClass(parts.row, "empty", !line);
    BOARD.setClass(parts.row, "next", !!line && line.next);
    BOARD.fit(parts.number, line ? line.number : "", 11.2);
    BOARD.fit(parts.counter, line ? line.counter : "", 11.2);
    parts.edge.style.backgroundColor = line ? line.colour : "";
  }
};

BOARD.Paint.prototype.openness = function (words, waiting) {
  BOARD.fit(BOARD.byId("idle-open"), words, 6.4);
  BOARD.fit(BOARD.byId("waiting"), waiting, 4.2);
};

BOARD.Paint.prototype.ticker = function (text, isNotice) {
  BOARD.fit(BOARD.byId("ticker"), text, 5.6);
  this.set("notice", isNotice);
};

BOARD.Paint.prototype.banner = function (text) {
  this.set("stale", !!text);
  if (text) { BOARD.fit(BOARD.byId("banner-text"), text, 5.6); }
};

BOARD.Paint.prototype.setup = function (title, help) {
  BOARD.put(BOARD.byId("setup-help"), help);
  this.set("setup", !!title);
  BOARD.fit(BOARD.byId("setup-title"), title, 8);
};
