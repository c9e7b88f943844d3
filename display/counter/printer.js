/* How a kiosk's printer is, in the words of staff: pure, one place for the bottom line, the panel and the dialogs.

   `kind` is `ok`, `warning` (it prints, but wants a hand), `trouble` (it does not print) or `unknown`. A ticket whose
   end no printer reported is no trouble of the printer, and a kiosk that was set up without one is in no trouble. */

const NO_ALARM = ["", "cannot_say", "no_confirmation", "unconfirmed"];
const STILL_PRINTS = ["paper_near_end", "journal"];
const MINUTE_MS = 60000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const NONE = "no_printer";

/* Whether it makes sense to ask this kiosk for a print. */
export const mayPrint = (printer) => printer.connected && printer.trouble !== NONE;

/* `texts`: what is the matter and what to do, the most pressing first; `sinceMs`: since when, 0 when not known. */
export function standing(printer, words) {
  if (!printer.connected) return away(printer, words);
  if (printer.trouble === NONE) return { kind: "unknown", texts: [advice(NONE, words)], sinceMs: 0 };
  const stopped = ![...NO_ALARM, ...STILL_PRINTS].includes(printer.trouble);
  const codes = new Set();
  if (stopped) codes.add(printer.trouble);
  if (printer.held) codes.add("held");
  if (STILL_PRINTS.includes(printer.trouble)) codes.add(printer.trouble);
  if (printer.paper_near_end && printer.trouble !== "paper_out") codes.add("paper_near_end");
  const kind = stopped ? "trouble" : codes.size ? "warning" : printer.since_ms ? "ok" : "unknown";
  const texts = codes.size ? Array.from(codes, (code) => advice(code, words)) : [words.text(`counter.printer_${kind}`)];
  return { kind, texts, sinceMs: printer.since_ms };
}

function away(printer, words) {
  return { kind: "trouble", texts: [advice("kiosk_away", words)], sinceMs: printer.connected_since_ms };
}

/* What to do about a trouble; one that this page has no words for is told like a printer that stopped. */
export function advice(code, words) {
  return words.text(`printer_staff.${code}`) || words.text("printer_staff.recoverable");
}

/* Empty when the printer's kiosk makes no forecast. */
export function paperLeft(printer, words) {
  if (printer.tickets_left >= 0) return words.counted("counter.tickets_left", printer.tickets_left);
  if (printer.roll_left_mm < 0) return "";
  return words.text("counter.roll_left", { metres: Math.floor(printer.roll_left_mm / 1000) });
}

/* Minutes at first, then the time of day. */
export function since(ms, now, words) {
  if (!ms) return "";
  if (now - ms < MINUTE_MS) return words.text("counter.wait_short");
  if (now - ms < 60 * MINUTE_MS) return words.text("counter.wait", { minutes: Math.floor((now - ms) / MINUTE_MS) });
  if (now - ms < DAY_MS) return words.text("counter.since", { time: words.time(ms) });
  return words.text("counter.since_before");
}
