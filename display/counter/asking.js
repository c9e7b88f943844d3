/* What has been asked of the hub and not been answered: one thing at a time, under one request id until it is.

   A second press sends nothing; after a lost connection or a fault the same request goes out again, so that the effect
   is that of one. */

/* 128 random bits; `crypto.randomUUID` is missing on pages without TLS. */
function newRequest() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Asking {
  constructor(send) {
    this.send = send;
    this.pending = null;
  }

  /* False, and nothing sent, while something else is still open. */
  ask(message) {
    if (this.pending) return false;
    this.pending = { ...message, request: newRequest() };
    this.send(this.pending);
    return true;
  }

  repeat() {
    if (this.pending) this.send(this.pending);
  }

  /* What was asked, when this is its answer; null for an answer to something else. */
  settle(request) {
    if (!this.pending || this.pending.request !== request) return null;
    const asked = this.pending;
    this.pending = null;
    return asked;
  }
}

/* Why the hub refused, in words. */
export function whyNot(words, { code, data }) {
  return words.text(`refusal.${code}`, data) || words.text("counter.not_possible");
}

/* The message an act stands for: what it acts on goes along, so that a late press cannot hit the next ticket. */
export function messageOf(act, counter) {
  if (act.verb === "close_counter") return { t: act.verb };
  if (act.verb === "open_counter") return { t: act.verb, counter };
  if (act.verb === "call_next") return { t: act.verb, holding: act.ticket };
  return { t: act.verb, ticket: act.ticket };
}
