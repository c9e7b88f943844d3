/* Words, times and dates in one language, from `ANTREAN` in the page's words.js. A key that is not there gives an empty
   text: an untranslated key is never shown. */

const HALL = window.ANTREAN;

export const languages = HALL.languages;
export const version = HALL.version;

/* A language's name in itself; its code where there are no words for it. */
export const languageName = (code) => (HALL.words[code] || {})["language.name"] || code.toUpperCase();

const two = (count) => (count < 10 ? "0" : "") + count;
const inHall = (ms) => new Date(ms + HALL.utc_offset_min * 60000);

export class Words {
  constructor(language) {
    this.language = languages.indexOf(language) >= 0 ? language : languages[0];
    this.texts = HALL.words[this.language];
  }

  has(key) {
    return Boolean(this.texts[key]);
  }

  text(key, data = {}) {
    const filled = (whole, name) => (data[name] === undefined ? "" : String(data[name]));
    return (this.texts[key] || "").replace(/\{([a-z_]+)\}/g, filled);
  }

  /* The text for a count: `<key>_none` for 0 and `<key>_one` for 1 where there is one. */
  counted(key, count) {
    const ending = count === 0 ? "_none" : count === 1 ? "_one" : "";
    return this.text(this.has(key + ending) ? key + ending : key, { count });
  }

  /* A name given by language; the hall's first language where this one is missing. */
  name(names) {
    return (names && (names[this.language] || names[languages[0]])) || "";
  }

  hall(form) {
    return this.name(HALL.hall[form]);
  }

  time(ms) {
    const there = inHall(ms);
    const data = { hour: two(there.getUTCHours()), minute: two(there.getUTCMinutes()), label: HALL.time_zone_label };
    return this.text("time.time", data).trim();
  }
}
