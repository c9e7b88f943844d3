/* Text into boxes: every text goes in as text, never as markup, and shrinks until its box holds it. */
var BOARD = BOARD || {};

BOARD.byId = function (id) {
  return document.getElementById(id);
};

/* Put `text` into `element`; true when that changed something. */
BOARD.put = function (element, text) {
  if (element.textContent === text) { return false; }
  element.textContent = text;
  return true;
};

/* The same, at `most` per cent of the screen's height or as much less as the width asks for. */
BOARD.fit = function (element, text, most) {
  if (!BOARD.put(element, text) && element.fitted) { return; }
  element.fitted = true;
  var size = most;
  element.style.fontSize = size + "vh";
  while (element.scrollWidth > element.clientWidth && size > 2) {
    size -= 0.2;
    element.style.fontSize = size + "vh";
  }
};

BOARD.measured = 0; /* grows whenever what was measured does not hold any more */

/* Widths have changed, because the font came or the screen did: measure again at the next painting. */
BOARD.unfit = function () {
  BOARD.measured += 1;
  var all = document.getElementsByTagName("div");
  for (var at = 0; at < all.length; at += 1) { all[at].fitted = false; }
};

BOARD.setClass = function (element, name, wanted) {
  if (element.classList.contains(name) !== wanted) {
    if (wanted) { element.classList.add(name); } else { element.classList.remove(name); }
  }
};

/* A long text as pages that fit the box: a page for each sentence, and more where one is too long. */
BOARD.pages = function (element, text) {
  var sentences = text.match(/[^.?!]+[.?!]*/g) || [], pages = [];
  element.style.fontSize = "";
  for (var at = 0; at < sentences.length; at += 1) { pages = pages.concat(BOARD.lines(element, sentences[at].trim())); }
  return pages.filter(function (page) { return page; });
};

/* A sentence broken between words. */
BOARD.lines = function (element, sentence) {
  var words = sentence.split(/\s+/), lines = [], line = words[0];
  for (var at = 1; at < words.length; at += 1) {
    element.textContent = line + " " + words[at];
    if (element.scrollWidth > element.clientWidth) {
      lines.push(line);
      line = words[at];
    } else {
      line = element.textContent;
    }
  }
  return lines.concat([line]);
};
