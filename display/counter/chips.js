/* One of a few, all in sight: radio buttons that look like chips, so that Tab and arrows work as everywhere. */

import { element, put, toggle } from "/shared/page.js";

export class Chips {
  /* `changed()` is told when a person has chosen. */
  constructor(place, legend, changed) {
    this.place = place;
    this.changed = changed;
    this.value = null;
    this.touched = false; /* whether a person has chosen */
    place.appendChild(element("legend", "", legend));
    place.addEventListener("change", (event) => this.touch(event.target.value));
  }

  /* `choices`: each with `value`, `label`, `enabled`, and the `kind` of its mark, if any. The same elements stay. */
  paint(choices) {
    while (this.chips().length > choices.length) this.place.removeChild(this.place.lastChild);
    while (this.chips().length < choices.length) this.place.appendChild(this.chip());
    choices.forEach((choice, at) => this.fillIn(this.chips()[at], choice));
    this.choose(this.value);
  }

  touch(value) {
    this.touched = true;
    this.choose(value);
    this.changed();
  }

  choose(value) {
    this.value = value;
    for (const chip of this.chips()) {
      const radio = chip.querySelector("input");
      radio.checked = radio.value === value;
      toggle(chip, "chosen", radio.checked);
    }
  }

  chips() {
    return this.place.querySelectorAll("label");
  }

  chip() {
    const chip = element("label", "chip");
    const radio = element("input", "");
    radio.type = "radio";
    radio.name = this.place.id;
    chip.append(radio, element("span", ""), element("span", "chip-name"));
    return chip;
  }

  fillIn(chip, { value, label, enabled, kind = "" }) {
    const [radio, mark, name] = chip.children;
    radio.value = value;
    radio.disabled = !enabled;
    mark.className = kind && `mark ${kind}`;
    put(name, label);
  }
}
