/* Paints what is around the work: which face the page has, the hub's notices to staff, and the bottom line. */

import { STANDINGS } from "/counter/serving.js";
import { byId, put, toggle } from "/shared/page.js";

const FACES = ["signing-in", "loading", "at-desk", "choosing"];

export class Frame {
  constructor(words) {
    this.words = words;
  }

  paint({ view, hall, link, notices }) {
    this.face(view, link);
    this.noticed(notices);
    this.foot(view, hall, link);
    if (!view) this.title();
  }

  face(view, link) {
    const face = !link.token ? "signing-in" : !view ? "loading" : view.counter ? "at-desk" : "choosing";
    for (const name of FACES) toggle(document.body, name, name === face);
    if (face !== "at-desk") this.leaveDesk();
    toggle(document.body, "down", Boolean(view) && !link.up);
    toggle(document.body, "unlinked", !link.up);
    put(byId("token-label"), this.words.text(link.refusedFor ? "counter.token_wrong" : "counter.token_prompt"));
  }

  /* No counter is in the title or in the colour of the band while nobody sits at one. */
  leaveDesk() {
    for (const name of STANDINGS) toggle(document.body, name, false);
    document.title = this.words.hall("short");
  }

  /* A notice of a kind this page has no words for is left out: a code is never shown. */
  noticed(notices) {
    const texts = notices.map((code) => this.words.text(`counter.notice_${code}`));
    put(byId("notice"), texts.filter(Boolean).join(" "));
  }

  foot(view, hall, link) {
    put(byId("foot-counter"), view && view.counter ? hall.counter(view.counter) : this.words.hall("short"));
    const said = link.up ? "link_connected" : view ? "link_lost" : "link_connecting";
    put(byId("foot-link"), this.words.text(`counter.${said}`));
    put(byId("foot-time"), this.words.time(link.time.now()));
  }

  title() {
    put(byId("place"), this.words.hall("short"));
    put(byId("standing"), "");
  }
}
