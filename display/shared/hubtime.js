/* The hub's time on a page: this machine's clock is never believed. `mono` counts milliseconds nobody can set. */

export const mono = () => performance.now();

export class HubTime {
  constructor() {
    this.offset = Date.now() - mono();
  }

  /* The hub said `nowMs` in answer to a question asked at `askedAt`: half of the way back has passed since. */
  set(nowMs, askedAt) {
    const here = mono();
    this.offset = nowMs + (here - askedAt) / 2 - here;
  }

  now() {
    return mono() + this.offset;
  }
}
