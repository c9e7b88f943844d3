/* Whether a button has meant the same thing for long enough: the second press of a double press must not do what the
   button says only since the first. */

const STEADY_MS = 250;

export class Steady {
  constructor() {
    this.since = new Map();
  }

  /* The buttons shown from `now` on, each as its key and a text of what it means. */
  shown(buttons, now) {
    const next = new Map();
    for (const [key, meaning] of buttons) {
      const before = this.since.get(key);
      next.set(key, before && before.meaning === meaning ? before : { meaning, at: now });
    }
    this.since = next;
  }

  /* Something else lay over the buttons until `now`. */
  again(now) {
    for (const shown of this.since.values()) shown.at = now;
  }

  isSteady(key, now) {
    const shown = this.since.get(key);
    return Boolean(shown) && now - shown.at >= STEADY_MS;
  }
}
