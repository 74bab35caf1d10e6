# The owner's settings as systemd reads them, for scripts: what follows the first = is the value, whatever signs are in it (&, ;, $).
# shellcheck shell=bash
settings=${PORTAL_ENV:-/etc/portal/env}
[ -r "$settings" ] || { echo "Uruchom z sudo." >&2; exit 1; }
while IFS= read -r line || [ -n "$line" ]; do
  [[ "$line" =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || continue
  name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
  value=${value%"${value##*[![:space:]]}"}
  [[ "$value" =~ ^\"(.*)\"$ || "$value" =~ ^\'(.*)\'$ ]] && value=${BASH_REMATCH[1]}
  export "$name=$value"
done <"$settings"
unset line name value
