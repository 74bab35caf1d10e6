#!/usr/bin/env bash
# Lighthouse (mobile) of the front page and the reference story, median of five runs each.
# Needs a running portal (make run), npm and Chromium:  bench/lighthouse.sh [address]
set -euo pipefail
address=${1:-http://127.0.0.1:8000}
tools=${LIGHTHOUSE_DIR:-${TMPDIR:-/tmp}/portal-lighthouse}
export CHROME_PATH=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
[ -x "$tools/node_modules/.bin/lighthouse" ] || npm install --silent --no-audit --no-fund --prefix "$tools" lighthouse
story=$(curl -fsS "$address/tagi/transformacja/" "$address/miejscowosci/jastrzebie-zdroj/" 2>/dev/null | grep -oE '/artykuly/[0-9]+-[a-z0-9-]+/' | grep intencyjny | head -1 || true)
[ -n "$story" ] || story=$(curl -fsS "$address/" | grep -oE "/artykuly/[0-9]+-[a-z0-9-]+/" | head -1 || true)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for page in / "$story"; do
  curl -fsS -o /dev/null "$address$page"
  for run in 1 2 3 4 5; do
    # A loaded machine sometimes loses the trace (NO_NAVSTART); that run is done again.
    for attempt in 1 2 3; do
      "$tools/node_modules/.bin/lighthouse" "$address$page" --quiet --output=json --output-path="$out/$run.json" \
        --chrome-flags="--headless --no-sandbox --disable-gpu --disable-dev-shm-usage" >/dev/null 2>&1 && break
    done
  done
  python3 - "$page" "$out" <<'PY'
import json, statistics, sys
from pathlib import Path

page, folder = sys.argv[1:]
runs = [json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))]
median = lambda values: statistics.median(values)
names = ["performance", "accessibility", "best-practices", "seo"]
scores = [round(100 * median([run["categories"][name]["score"] for run in runs])) for name in names]
lcp = median([run["audits"]["largest-contentful-paint"]["numericValue"] for run in runs])
cls = max(run["audits"]["cumulative-layout-shift"]["numericValue"] for run in runs)
print(f"{page}: {' / '.join(map(str, scores))}  (speed / accessibility / practices / SEO)  LCP {lcp:.0f} ms, CLS {cls:.3f} (worst)")
for run in runs[:1]:
    for audit in run["audits"].values():
        if audit.get("score") is not None and audit["score"] < 0.9 and audit.get("scoreDisplayMode") in {"binary", "numeric", "metricSavings"}:
            print(f"    {audit['id']}: {audit.get('displayValue', audit['title'])}")
PY
done
