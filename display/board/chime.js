/* Two soft notes before a call, made in code. A browser may forbid sound until somebody presses a key: then `blocked`
   says so, and `wake` is for that key. The screen never waits for sound. */
var BOARD = BOARD || {};

BOARD.NOTES = [{ hertz: 659.3, at: 0 }, { hertz: 523.3, at: 0.45 }];
BOARD.NOTE_S = 1.1;

BOARD.Chime = function () {
  var Context = window.AudioContext || window.webkitAudioContext;
  try { this.context = Context ? new Context() : null; } catch (none) { this.context = null; }
};

BOARD.Chime.prototype.blocked = function () {
  return !!this.context && this.context.state === "suspended";
};

BOARD.Chime.prototype.wake = function () {
  if (this.blocked()) { this.context.resume(); }
};

BOARD.Chime.prototype.ring = function () {
  if (!this.context || this.blocked()) { return; }
  for (var at = 0; at < BOARD.NOTES.length; at += 1) { this.note(BOARD.NOTES[at]); }
};

BOARD.Chime.prototype.note = function (note) {
  var tone = this.context.createOscillator(), loudness = this.context.createGain();
  var start = this.context.currentTime + 0.03 + note.at;
  tone.frequency.value = note.hertz;
  loudness.gain.setValueAtTime(0.0001, start);
  loudness.gain.exponentialRampToValueAtTime(0.5, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + BOARD.NOTE_S);
  tone.connect(loudness);
  loudness.connect(this.context.destination);
  tone.start(start);
  tone.stop(start + BOARD.NOTE_S);
};
