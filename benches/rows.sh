#!/usr/bin/env bash
# Times whole runs over CSV files of growing length, with a rule for each row, beside a reference that only counts the
# lines with numbers.
# usage: benches/rows.sh [ROWS=500000]     needs GNU time at /usr/bin/time
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-500000}
cargo build --release --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'ruleset: bench/rows\nrules:\n  parts:\n    for: rows of payments\n    identity: 决算数 = 基本支出 + 项目支出\n' >"$folder/rules.yaml"
if command -v rg >/dev/null; then reference=(rg -c); else reference=(grep -cE); fi
for count in $((rows / 4)) $((rows / 2)) "$rows"; do
    awk -v rows="$count" 'BEGIN {
        print "项目编码,项目名称,预算数,决算数,基本支出,项目支出"
        for (row = 1; row <= rows; row++) {
            basic = row * 7919 % 5000000; project = row * 104729 % 900000
            printf "XM%06d,第%d号项目经费,%.2f,%.2f,%.2f,%.2f\n", row, row,
                (basic + project) / 100 + 5, (basic + project) / 100, basic / 100, project / 100
        }
    }' >"$folder/payments.csv"
    printf '%s rows, %s bytes\n' "$count" "$(wc -c <"$folder/payments.csv")"
    /usr/bin/time -f "  ${reference[0]} -c       %e s, %U s of processor time, %M KiB" "${reference[@]}" '[0-9]+' "$folder/payments.csv" >"$folder/count"
    /usr/bin/time -f '  crossfoot  %e s, %U s of processor time, %M KiB' \
        target/release/crossfoot check "$folder/payments.csv" --rules "$folder/rules.yaml" --format concise
done
