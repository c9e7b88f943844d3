/* What this window keeps when the page is loaded again: this machine's token and the counter somebody sits at. The
   token comes from the address after the `#`, which is never sent, or from the form. Where this machine printed last it
   keeps for good. */

const KEPT = "antrean-counter-token";
const SEAT = "antrean-counter-seat";
const KIOSK = "antrean-counter-kiosk";

export function takeToken() {
  const found = /[#&]k=([^&]*)/.exec(location.hash);
  if (found) {
    try { keepToken(decodeURIComponent(found[1])); } catch (broken) { /* not a token: the page asks for one */ }
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEPT) || "";
}

export function keepToken(token) {
  sessionStorage.setItem(KEPT, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEPT);
}

export function keptSeat() {
  return sessionStorage.getItem(SEAT) || "";
}

export function keepSeat(counter) {
  sessionStorage.setItem(SEAT, counter);
}

export function keptKiosk() {
  return localStorage.getItem(KIOSK) || "";
}

export function keepKiosk(kiosk) {
  localStorage.setItem(KIOSK, kiosk);
}
