/* Words, times and dates in the hall's first language, from `ANTREAN` in words.js. A key that is not there gives an
   empty text: an untranslated key never reaches the screen. */
var BOARD = BOARD || {};

BOARD.language = ANTREAN.languages[0];

BOARD.text = function (key, data) {
  var template = ANTREAN.words[BOARD.language][key] || "";
  return template.replace(/\{([a-z_]+)\}/g, function (whole, name) {
    return data && data[name] !== undefined ? String(data[name]) : "";
  });
};

/* The text for a count: `<key>_none` for 0 and `<key>_one` for 1 where there is one. */
BOARD.counted = function (key, count) {
  var chosen = key + (count === 0 ? "_none" : count === 1 ? "_one" : "");
  return BOARD.text(chosen, { count: count }) || BOARD.text(key, { count: count });
};

/* A hall's text in the board's language; nothing where it is missing. */
BOARD.name = function (names) {
  return (names && names[BOARD.language]) || "";
};

BOARD.inHall = function (ms) {
  return new Date(ms + ANTREAN.utc_offset_min * 60000);
};

BOARD.time = function (ms) {
  var there = BOARD.inHall(ms);
  var data = { hour: BOARD.two(there.getUTCHours()), minute: BOARD.two(there.getUTCMinutes()) };
  data.label = ANTREAN.time_zone_label;
  return BOARD.text("time.time", data).trim();
};

BOARD.date = function (ms) {
  var there = BOARD.inHall(ms);
  return BOARD.text("time.date", {
    weekday: BOARD.text("time." + BOARD.WEEKDAYS[there.getUTCDay()]),
    day: there.getUTCDate(),
    month: BOARD.text("time." + BOARD.MONTHS[there.getUTCMonth()]),
    year: there.getUTCFullYear()
  });
};

BOARD.two = function (count) {
  return (count < 10 ? "0" : "") + count;
};

BOARD.WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
BOARD.MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
  "november", "december"];
