/* Small things every page does: elements by id, text as text, and loading itself again for another version. */

import { version } from "/shared/text.js";

const RELOAD_AGAIN_MS = 60000;

export const byId = (id) => document.getElementById(id);

/* Text goes in as text, never as markup; an unchanged one is left alone. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/* The same, with the one place that says `strong` set large. */
export function emphasise(place, text, strong) {
  const at = strong ? text.indexOf(strong) : -1;
  if (at < 0) {
    put(place, text);
  } else if (place.textContent !== text || !place.children.length) {
    place.textContent = text.slice(0, at);
    place.appendChild(element("strong", "", strong));
    place.appendChild(document.createTextNode(text.slice(at + strong.length)));
  }
}

export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

export function fill(parent, children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  children.forEach((child) => parent.appendChild(child));
}

export function toggle(target, className, wanted) {
  if (target.classList.contains(className) !== wanted) target.classList.toggle(className, wanted);
}

export const isColour = (text) => /^#[0-9a-f]{6}$/i.test(text || "");

/* At most once a minute, should loading again not help. */
export function reloadForOther(hubVersion) {
  if (hubVersion === version) return;
  const key = `antrean-reloaded-${hubVersion}`;
  if (Date.now() - Number(sessionStorage.getItem(key)) < RELOAD_AGAIN_MS) return;
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
}
