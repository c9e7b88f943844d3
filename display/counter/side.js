/* Paints who waits, in the order the hub gives, and what other counters just did. */

import { paperNote } from "/counter/paper.js";
import { byId, element, fill, isColour, put } from "/shared/page.js";

const LATEST = 6;

export class Side {
  constructor(words) {
    this.words = words;
    put(byId("waiting-title"), words.text("counter.waiting_list"));
    put(byId("activity-title"), words.text("counter.activity"));
  }

  /* `wait(ms)` says a time in words. */
  paint(view, hall, now, wait) {
    put(byId("waiting-count"), view.waiting_count ? String(view.waiting_count) : "");
    const lines = view.waiting.map((line) => this.line(line, view, hall, wait(now - line.issued_at_ms)));
    const nobody = element("li", "nobody", this.words.text("counter.nobody_waiting"));
    fill(byId("waiting"), lines.length ? lines : [nobody]);
    fill(byId("activity"), view.activity.slice(0, LATEST).map((done) => this.done(done, hall)));
  }

  line(line, view, hall, wait) {
    const item = element("li", "line");
    const edge = element("span", "line-edge");
    const colour = hall.colour(line.agency);
    if (isColour(colour)) edge.style.backgroundColor = colour;
    item.appendChild(edge);
    item.appendChild(element("span", "line-number", line.number));
    const note = paperNote(line, view, this.words);
    const service = element("span", "line-service");
    service.appendChild(element("span", note ? "line-name short" : "line-name", hall.service(line.service)));
    if (note) service.appendChild(element("span", note.alert ? "line-paper alert" : "line-paper", note.text));
    item.appendChild(service);
    item.appendChild(element("span", "line-wait", wait));
    return item;
  }

  done(done, hall) {
    const said = this.words.text(`counter.activity_${done.kind}`, {
      number: done.number,
      counter: hall.counter(done.counter),
    });
    const item = element("li", "");
    item.appendChild(element("span", "", said));
    item.appendChild(element("time", "", this.words.time(done.at_ms)));
    return item;
  }
}
