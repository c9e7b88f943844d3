/* What is known of a ticket's paper, in the words of staff: pure, and nothing at all while all is well. */

import { advice } from "/counter/printer.js";

/* The latest print that staff have asked for of a ticket, if the hub still shows it. */
const latestPrint = (view, ticket) => view.prints.find((print) => print.ticket === ticket);

export const isPending = (print) => Boolean(print) && print.outcome === "pending";

/* A word or two for a ticket of the view, `alert` when its holder stands there without paper; null when all is well, and
   of a printer that can never say more. */
export function paperNote(line, view, words) {
  const print = latestPrint(view, line.ticket);
  const printing = print && print.copy ? "counter.copy_printing" : "counter.paper_printing";
  if (isPending(print)) return { alert: false, text: words.text(printing) };
  if (line.paper === "failed") return { alert: true, text: words.text("counter.no_paper") };
  if (line.paper === "unconfirmed" && line.paper_why !== "cannot_say") {
    return { alert: false, text: words.text("counter.paper_unsure") };
  }
  if (print && print.outcome === "failed") return { alert: true, text: words.text("counter.copy_failed") };
  return null;
}

/* A sentence or two: what became of a print, and what to do. */
export function outcome(print, words) {
  const { kiosk, why } = print;
  if (print.outcome === "pending") return words.text("counter.print_pending", { kiosk });
  if (print.outcome === "printed") return words.text("counter.print_done", { kiosk });
  if (print.outcome === "unconfirmed") return advice(why || "unconfirmed", words);
  return words.text("counter.print_failed", { kiosk, why: advice(why, words) });
}
