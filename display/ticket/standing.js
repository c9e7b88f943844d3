/* What a ticket's state means for its holder, as keys of words: pure, one place for all states.

   `state` is the heading, `go` leads to the counter's name in large letters, `note` is a quieter line. */

const PLAIN = { counter: "", go: "", note: "" };

export function standing(view) {
  if (view.state === "called") return { ...PLAIN, kind: "called", state: "called", go: "go_to_label", counter: view.counter };
  if (view.state === "serving") return { ...PLAIN, kind: "serving", state: "serving", counter: view.counter };
  if (view.state === "missed") return { ...PLAIN, kind: "missed", state: "missed", note: missedNote(view) };
  if (view.state === "finished") return { ...PLAIN, kind: "over", state: "finished", note: "thanks" };
  if (view.state === "cancelled") return { ...PLAIN, kind: "over", state: "cancelled", note: "ended" };
  if (view.day_over) return { ...PLAIN, kind: "over", state: "day_over", note: "ended" };
  return { ...PLAIN, kind: "waiting", state: "ahead", note: "waiting" };
}

const missedNote = (view) => (view.counter ? "missed_help" : "see_staff");
