/* What a simulated printer's state means for who looks at it, as keys of words: pure, the most pressing first. */

const STOPS = [
  ["paper_out", "paper_out"],
  ["cover_open", "cover_open"],
  ["cutter_jam", "cutter"],
  ["hot", "hot"],
  ["offline", "offline"],
];

export function standing(state) {
  if (!state) return { kind: "off", heading: "paper.no_printer", note: "" };
  if (state.condition.off) return { kind: "off", heading: "paper.off", note: "" };
  const stop = STOPS.find(([claim]) => state.condition[claim]);
  if (stop) return { kind: "stopped", heading: state.busy ? "paper.held" : "paper.stopped", note: `printer_staff.${stop[1]}` };
  const note = state.condition.near_end ? "printer_staff.paper_near_end" : "";
  return { kind: "ready", heading: state.busy ? "paper.printing" : "paper.ready", note };
}
