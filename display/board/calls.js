/* Which call has the big place and which are in the list: every call is on the screen, each ticket once.

   Pure: times are passed in. A call that comes while another is being read waits its turn for the big place and stands
   at the top of the list until then. */
var BOARD = BOARD || {};

BOARD.READ_MS = 3000; /* each call keeps the big place at least that long */
BOARD.PULSE_MS = 6000;
BOARD.KEEP_CALLS = 20;

BOARD.Calls = function () {
  this.list = []; /* newest first */
  this.place = null;
  this.since = -Infinity;
  this.queue = []; /* fresh calls that have not had the big place yet, oldest first */
  this.newest = 0;
};

BOARD.Calls.prototype.forget = function () {
  BOARD.Calls.call(this);
};

/* The whole list anew; `isFresh(call)` says which of the unseen ones are young enough to be announced. */
BOARD.Calls.prototype.replace = function (calls, isFresh) {
  var at, unseen = [];
  for (at = calls.length - 1; at >= 0; at -= 1) {
    if (calls[at].seq > this.newest && isFresh(calls[at])) { unseen.push(calls[at]); }
  }
  this.list = calls.slice(0, BOARD.KEEP_CALLS);
  this.queue = this.queue.filter(this.isUnchanged, this).concat(unseen);
  this.newest = calls.length ? Math.max(this.newest, calls[0].seq) : this.newest;
  this.settle();
};

/* One call more; the same ticket further down moves up. */
BOARD.Calls.prototype.add = function (call, isFresh) {
  var others = function (shown) { return shown.number !== call.number; };
  this.list = [call].concat(this.list.filter(others)).slice(0, BOARD.KEEP_CALLS);
  this.queue = this.queue.filter(others);
  this.newest = Math.max(this.newest, call.seq);
  if (isFresh(call)) { this.queue.push(call); } else { this.settle(); }
};

/* With nothing to announce, the newest call has the big place, quietly. */
BOARD.Calls.prototype.settle = function () {
  var newest = this.list.length ? this.list[0] : null;
  if (this.queue.length || (newest && this.place && newest.seq === this.place.seq)) { return; }
  this.place = newest;
  this.since = -Infinity;
};

/* The call that takes the big place at `now`, if one does. */
BOARD.Calls.prototype.advance = function (now) {
  if (!this.queue.length || now - this.since < BOARD.READ_MS) { return null; }
  this.place = this.queue.shift();
  this.since = now;
  return this.place;
};

BOARD.Calls.prototype.pulses = function (now) {
  return now - this.since < BOARD.PULSE_MS;
};

/* What stands in the list: everything that is not in the big place. */
BOARD.Calls.prototype.rest = function () {
  var place = this.place;
  return this.list.filter(function (call) { return !place || call.number !== place.number; });
};

BOARD.Calls.prototype.isQueued = function (call) {
  return this.queue.some(function (queued) { return queued.seq === call.seq; });
};

/* Whether the list holds no other call of that ticket; one that has left the list still waits for the big place. */
BOARD.Calls.prototype.isUnchanged = function (call) {
  return this.list.length > 0 && !this.list.some(function (listed) {
    return listed.number === call.number && listed.seq !== call.seq;
  });
};
