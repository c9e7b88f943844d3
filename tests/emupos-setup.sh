#!/bin/sh
# Makes .venv-emupos, the virtual environment of the printer emulator that tests/fakes/emupos.py starts.
# emupos needs Python 3.13 or newer, the appliance does not: hence an environment of its own. Running it again is safe.
# Exits with 3 when no such Python is found.
set -eu
cd "$(dirname "$0")/.."
version=0.4.0
venv=.venv-emupos

installed() {
    [ -x "$venv/bin/emupos" ] &&
        "$venv/bin/python" -c "import importlib.metadata as m; raise SystemExit(m.version('emupos') != '$version')" 2>/dev/null
}

# A name on PATH may be a shim that only prints advice, so each candidate has to prove itself.
find_python() {
    for candidate in \
        python3.14 python3.13 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[3-9]*/bin/python3 \
        "$(uv python find '>=3.13' 2>/dev/null || true)"
    do
        if [ -n "$candidate" ] && "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 13))' 2>/dev/null
        then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

if installed; then
    exit 0
fi
if ! python=$(find_python); then
    echo "emupos needs Python 3.13 or newer; none found on PATH, in pyenv or by uv" >&2
    exit 3
fi
"$python" -m venv --clear "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "emupos==$version"
installed || { echo "emupos $version did not install into $venv" >&2; exit 1; }
