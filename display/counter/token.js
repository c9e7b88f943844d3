/* This machine's token: from the address after the `#`, which is never sent, else as kept for this window. */

const KEPT = "antrean-counter-token";

export function takeToken() {
  const found = /[#&]k=([^&]*)/.exec(location.hash);
  if (found) {
    keepToken(decodeURIComponent(found[1]));
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
