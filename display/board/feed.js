/* Where this board stands in the hub's pushes, so that none is missed and none is shown twice.

   Pure: it is told what arrived and says what that means. Within one epoch the sequence only grows; another epoch is
   another history, of which this board has seen nothing. */
var BOARD = BOARD || {};

BOARD.Feed = function () {
  this.epoch = 0;
  this.seq = 0;
};

/* True when all that was shown is of another history. */
BOARD.Feed.prototype.welcome = function (epoch) {
  var other = epoch !== this.epoch;
  if (other) {
    this.epoch = epoch;
    this.seq = 0;
  }
  return other;
};

/* A connection keeps its order, so a state is always the latest there is. */
BOARD.Feed.prototype.state = function (seq) {
  this.seq = seq;
};

/* "new", "repeat" (drop it) or "gap" (say hello again). */
BOARD.Feed.prototype.called = function (seq, prev) {
  if (seq <= this.seq) { return "repeat"; }
  if (prev !== this.seq) { return "gap"; }
  this.seq = seq;
  return "new";
};

/* The hub has pushed `seq` to us: true when it did not arrive. */
BOARD.Feed.prototype.lacks = function (seq) {
  return seq > this.seq;
};
