#!/bin/sh
# Installs what the tests need from Debian, when this user may; otherwise names it in one line and goes on: the tests
# that lack a part are skipped by name, and fail when CI is set.
set -u

missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need tmux tmux
need shellcheck shellcheck
need systemd-analyze systemd
need strace strace
need faketime faketime
need ip iproute2
need nft nftables
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=""
elif sudo -n true 2>/dev/null; then as_root="sudo"
else
    echo "tests: please install with apt:$missing (their tests are skipped until then)"
    exit 0
fi
echo "tests: installing$missing"
{ $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 \
    || echo "tests: could not install$missing (their tests are skipped)"
exit 0
