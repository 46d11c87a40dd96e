#!/usr/bin/env bash
# Installs what the tests need beyond Go, Node and make: Debian packages, when
# run as root on a machine with apt-get. What is there already is left alone.
set -eu

need=()
want() { command -v "$1" >/dev/null 2>&1 || need+=("$2"); }
want chromium chromium
want pdftotext poppler-utils
want ippeveprinter cups-ipp-utils
want avahi-daemon avahi-daemon
want dbus-daemon dbus
want gcc gcc
want ip iproute2
want espeak-ng espeak-ng
want openssl openssl
want certutil libnss3-tools
[ -d /usr/share/fonts/opentype/noto ] || need+=(fonts-noto-cjk)

[ ${#need[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: the tests need these Debian packages, install them first: ${need[*]}" >&2
  exit 1
fi
echo "setup: installing ${need[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
