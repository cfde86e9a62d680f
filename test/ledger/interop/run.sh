#!/bin/sh
# Has Go's sumdb packages read what `ledger export` writes, at several sizes. They come from Debian's package, or from the
# module proxy at the version of go.mod. Then transparency-dev/formats checks a proof of `ledger prove` with cosignatures
# of both kinds, and writes one that `ledger check-proof` has to accept; it comes from the module proxy alone. Without Go or
# without them it says so and ends with 0: nothing was found wrong.
set -eu
cd "$(dirname "$0")"

not_run() {
  echo "interop: not run, $1"
  exit 0
}

command -v go >/dev/null || not_run "there is no Go here"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian=/usr/share/gocode
if [ -d "$debian/src/golang.org/x/mod/sumdb/tlog" ]; then
  GO111MODULE=off GOPATH="$debian" go build -o "$work/interop" .
else
  timeout 30 go mod download 2>/dev/null || not_run "golang.org/x/mod is not here and cannot be fetched"
  go build -o "$work/interop" .
fi
for size in 1 255 256 600 1000; do
  npx node write-export.ts "$work/$size" "$size" >"$work/said"
  "$work/interop" "$work/$size"
done

cd witness
timeout 60 go mod download 2>/dev/null || not_run "transparency-dev/formats is not here and cannot be fetched"
timeout 120 go build -o "$work/witness" . || exit 1
cd ..
npx node write-proof.ts "$work/proof" >"$work/said"
"$work/witness" "$work/proof"
npx node ../../../src/cli/main.ts ledger check-proof "$work/proof/theirs.tlog-proof" --policy "$work/proof/theirs.policy" >"$work/said" || {
  cat "$work/said"
  exit 1
}
echo "accepted cosignatures that Go made"
