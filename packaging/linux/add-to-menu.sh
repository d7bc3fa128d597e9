#!/bin/sh
# Put digitpad into the menu of your desktop, and the command digitpad on your path; with --remove, take both out.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/digitpad.desktop
icon=$share/icons/hicolor/scalable/apps/digitpad.svg
command=$HOME/.local/bin/digitpad

if [ "${1:-}" = --remove ]; then
  rm -f "$entry" "$icon" "$command"
else
  mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$command")"
  ln -sf "$here/digitpad" "$command"
  # Quoted in a desktop file's Exec, \ " ` and $ have a backslash before them; each backslash is then doubled, as in any
  # value there, and each per cent.
  program=$(printf '%s' "$here/digitpad" | sed 's/[\\"`$]/\\&/g; s/\\/\\\\/g; s/%/%%/g')
  while IFS= read -r line; do
    case $line in
      Exec=*) printf 'Exec="%s" %%F\n' "$program" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done <"$here/share/digitpad.desktop" >"$entry"
  cp "$here/share/digitpad.svg" "$icon"
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications"; fi
