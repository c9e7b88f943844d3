/* Time on the board: the hub's, never the television's, whose clock is often wrong.

   `BOARD.mono` counts milliseconds that no setting of a clock moves; `BOARD.Clock` adds what the hub last said. */
var BOARD = BOARD || {};

BOARD.mono = function () {
  return window.performance && performance.now ? performance.now() : new Date().getTime();
};

BOARD.Clock = function () {
  this.offset = new Date().getTime() - BOARD.mono();
};

/* The hub said `nowMs` in answer to a question asked at `askedAt`: half of the way back has passed since. */
BOARD.Clock.prototype.set = function (nowMs, askedAt) {
  var here = BOARD.mono();
  this.offset = nowMs + (here - askedAt) / 2 - here;
};

BOARD.Clock.prototype.now = function () {
  return BOARD.mono() + this.offset;
};
