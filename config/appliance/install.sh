#!/bin/sh
# Turns a clean Debian 12 or 13 into a machine of a hall: a hub, a kiosk with its printer, a board, or a hub and one
# screen. Run it again to bring in a newer wheel or another part: whatever a person has written stays as it is, which is
# /etc/antrean and /var/lib/antrean.
set -eu
umask 022

usage() {
    cat <<'END'
usage: sh install.sh --wheel FILE --role hub[,kiosk|,board] [options]

  --wheel FILE       antrean-*.whl, from `make wheel`
  --role ROLES       hub, kiosk, board, or hub with one of the others; a machine shows one screen
  --hall NAME|DIR    the hall of a new hub: one that comes with Antrean, or a folder (default: banyuwangi)
  --base-url URL     what visitors' phones open, without a slash at the end (default: tickets have no QR code)
  --hub HOST:PORT    where the hub is (default: on this machine, 127.0.0.1:8710)
  --token TOKEN      of this kiosk or board, from `antrean device add` (default: made, where the hub is here)
  --printer ADDRESS  of a kiosk's printer (default: usb:/dev/usb/antrean-printer)
  --profile NAME     the printer's family (default: epson80)
  --dry-run          say what would be done, and do nothing
END
}

stop() {
    echo "install.sh: $1" >&2
    exit "${2:-1}"
}

wheel='' roles='' hall=banyuwangi base_url='' hub=127.0.0.1:8710 token='' dry=''
printer=usb:/dev/usb/antrean-printer profile=epson80
while [ $# -gt 0 ]; do
    case $1 in
    --help) usage && exit 0 ;;
    --dry-run) dry=yes && shift && continue ;;
    esac
    [ $# -ge 2 ] || stop "$1 needs a value; see --help" 2
    case $1 in
    --wheel) wheel=$2 ;;
    --role) roles=$2 ;;
    --hall) hall=$2 ;;
    --base-url) base_url=$2 ;;
    --hub) hub=$2 ;;
    --token) token=$2 ;;
    --printer) printer=$2 ;;
    --profile) profile=$2 ;;
    *) stop "there is no $1; see --help" 2 ;;
    esac
    shift 2
done

case $roles in
hub | kiosk | board) screen=${roles#hub} ;;
hub,kiosk | kiosk,hub) screen=kiosk ;;
hub,board | board,hub) screen=board ;;
*) stop "--role is hub, kiosk, board, or hub with one of the others: a machine shows one screen" 2 ;;
esac
case $roles in *hub*) has_hub=yes ;; *) has_hub='' ;; esac
[ -f "$wheel" ] || stop "--wheel: there is no file '$wheel'" 2

run() {
    if [ -n "$dry" ]; then echo "+ $*"; else "$@"; fi
}

# Puts standard input into a file of a person's, unless it is there. Usage: keep FILE OWNER MODE
keep() {
    if [ -e "$1" ]; then
        echo "  $1 stays as it is"
    elif [ -n "$dry" ]; then
        echo "+ write $1 ($2, $3):" && sed 's/^/    /'
    else
        install -D -m 600 /dev/stdin "$1.new" && chown "$2" "$1.new" && chmod "$3" "$1.new" && mv "$1.new" "$1"
    fi
}

packages() {
    echo python3-venv systemd-timesyncd
    [ -z "$screen" ] || echo xserver-xorg-core xinit x11-xserver-utils libgl1-mesa-dri fonts-dejavu-core
    case $screen in
    kiosk) echo xserver-xorg-input-libinput kitty fonts-noto-color-emoji logrotate ;;
    board) echo chromium curl ;;
    esac
}

# The token of this machine's screen: a new one of the hub here.
new_token() {
    if [ -n "$dry" ]; then
        echo "(from antrean device add $screen $screen-$(uname -n))"
    else
        /usr/local/bin/antrean device add "$screen" "$screen-$(uname -n)"
    fi
}

# What only this machine knows: its hub, its token, its printer.
settings() {
    case $screen in
    kiosk) printf '%s = "%s"\n' hub "ws://$hub/ws" token "$token" printer "$printer" profile "$profile" ;;
    board) echo "BOARD_URL=http://$hub/board/#k=$token" ;;
    esac
}

[ -n "$dry" ] || [ "$(id -u)" = 0 ] || stop "needs root"
if [ -d /run/systemd/system ]; then systemd_runs=yes; else systemd_runs=''; fi
box=/etc/antrean/$([ "$screen" = board ] && echo board.env || echo kiosk.toml)
[ -z "$screen" ] || [ -n "$has_hub$token" ] || [ -e "$box" ] ||
    stop "--token: the hub's machine makes it: antrean device add $screen NAME" 2

echo "== Debian's packages"
run apt-get -q update
# shellcheck disable=SC2046 # one word a package
run env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends $(packages)

echo "== Antrean in /opt/antrean"
run python3 -m venv /opt/antrean
run /opt/antrean/bin/pip install --quiet "$wheel"
run /opt/antrean/bin/pip install --quiet --force-reinstall --no-deps "$wheel" # the same version may have changed

echo "== the system"
if [ -n "$dry" ]; then
    echo "+ lay config/appliance/root over /"
else
    cp -R /opt/antrean/lib/python3*/site-packages/config/appliance/root/. /
fi
run systemd-sysusers /etc/sysusers.d/antrean.conf
run systemctl set-default --quiet multi-user.target
run systemctl mask --quiet ctrl-alt-del.target
[ ! -x /usr/sbin/update-grub ] || run update-grub
if [ -n "$systemd_runs" ]; then
    run systemctl daemon-reload
    run systemctl restart systemd-journald systemd-sysctl systemd-modules-load
fi
if [ -e /run/udev/control ]; then
    run udevadm control --reload
    run udevadm trigger --subsystem-match=usbmisc --subsystem-match=tty
fi
run systemctl enable --quiet systemd-timesyncd systemd-time-wait-sync

if [ -n "$has_hub" ]; then
    echo "== the hub"
    run mkdir -p /etc/antrean
    if [ -e /etc/antrean/hall ]; then
        echo "  /etc/antrean/hall stays as it is"
    elif [ -d "$hall" ]; then
        run cp -R "$hall" /etc/antrean/hall
    else
        run /opt/antrean/bin/antrean hall copy "$hall" /etc/antrean/hall
    fi
    run /opt/antrean/bin/antrean check /etc/antrean/hall
    keep /etc/antrean/hub.env root:root 644 <<END
# What visitors' phones open, as http://192.168.1.10:8710; empty: tickets have no QR code.
BASE_URL=$base_url
END
    run systemctl enable --quiet antrean-hub
    [ -z "$systemd_runs" ] || run systemctl restart antrean-hub # ends when the hub is ready
fi

if [ -n "$screen" ]; then
    echo "== the $screen"
    if [ -e "$box" ]; then
        echo "  $box stays as it is"
    elif [ -z "$token$systemd_runs$dry" ]; then
        echo "  no hub runs here that could make a token: run this again when the machine has started"
    else
        [ -n "$token" ] || token=$(new_token)
        settings | keep "$box" "root:antrean-$screen" 640
    fi
    [ "$screen" = kiosk ] && other=board || other=kiosk
    run systemctl disable --quiet "antrean-$other"
    run systemctl enable --quiet "antrean-$screen"
    [ -z "$systemd_runs" ] || run systemctl restart --no-block "antrean-$screen"
fi
run sync
echo "Done: this machine is ${roles}."
