#!/bin/sh
# Has Go's sumdb packages read sample ledgers of several sizes. Needs Go and the module proxy; not part of `npm test`.
set -eu
cd "$(dirname "$0")"
for size in 1 255 256 600 1000; do
  directory=$(mktemp -d)
  npx node write-sample.ts "$directory" "$size"
  go run . "$directory"
  rm -r "$directory"
done
