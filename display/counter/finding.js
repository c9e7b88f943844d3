/* Finds services from words, and tickets from what somebody types: pure. */

/* The words of a text without case and diacritics: `KTP-él` gives `ktp` and `el`. */
function wordsOf(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
}

export class ServiceFinder {
  /* `services`: each with its `code` and all the `texts` it goes by, in the hall's order. */
  constructor(services) {
    this.services = services.map(({ code, texts }) => ({ code, words: [code, ...texts].flatMap(wordsOf) }));
  }

  /* The codes of the services of which every typed word begins a word; a whole code first, then those in `own`. */
  find(text, own) {
    const typed = wordsOf(text);
    const matches = (service) => typed.every((begin) => service.words.some((word) => word.startsWith(begin)));
    const rank = ({ code }) => (typed.includes(code.toLowerCase()) ? 0 : own.has(code) ? 1 : 2);
    return this.services.filter(matches).sort((a, b) => rank(a) - rank(b)).map(({ code }) => code);
  }
}

/* `a 12` as a ticket carries it, `A012`, with as many digits as in `like`; empty for what is no number. */
function asNumber(text, like) {
  const typed = /^([A-Z]{1,3})(\d{1,4})$/.exec(text.toUpperCase().replace(/[\s.-]/g, ""));
  return typed ? typed[1] + typed[2].padStart(like.replace(/\D/g, "").length, "0") : "";
}

/* The tickets of `known` whose number `text` begins; else the one of today's `date` that it names. */
export function findTickets(text, known, date) {
  const begin = text.toUpperCase().replace(/[\s.-]/g, "");
  const number = asNumber(text, known.length ? known[0].number : "");
  const found = known.filter((one) => one.number.startsWith(begin) || one.number === number);
  if (!number || !date || found.some((one) => one.number === number)) return found;
  return [...found, { ticket: `${date}/${number}`, number }];
}
