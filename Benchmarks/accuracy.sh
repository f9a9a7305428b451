#!/bin/bash
# Beat detection against the annotations of the MIT-BIH records in the larger test data. Exit code 0: at least 99.0 % both ways.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ -n "${READINGHUB_TESTDATA:-}" ] || { echo "accuracy: SKIPPED, set READINGHUB_TESTDATA to the folder with the larger test data"; exit 1; }
records=$(mktemp -d)
trap 'rm -rf "$records"' EXIT
tar -xf "$READINGHUB_TESTDATA/ecg/mitdb/mitdb.tar.xz" -C "$records" --strip-components=1

.build/release/readinghub ecg beats --lead multi "$records"/*.hea \
  | .build/release/AccuracyScorer mitdb "$records" --minimum 99.0

# Boundaries: LUDB over all leads and lead by lead, QTDB lead by lead; figures only.
mkdir "$records/ludb" "$records/qtdb"
tar -xf "$READINGHUB_TESTDATA/ecg/ludb/ludb.tar.xz" -C "$records/ludb" --strip-components=1
tar -xf "$READINGHUB_TESTDATA/ecg/qtdb/qtdb.tar.xz" -C "$records/qtdb" --strip-components=1
for database in ludb-global ludb qtdb; do
  case $database in
    ludb-global) folder="$records/ludb/data" words=(--global) ;;
    ludb) folder="$records/ludb/data" words=() ;;
    qtdb) folder="$records/qtdb" words=(--lead-ids index) ;;
  esac
  .build/release/readinghub ecg delineate "${words[@]}" "$folder"/*.hea | .build/release/AccuracyScorer "$database" "$folder"
done
