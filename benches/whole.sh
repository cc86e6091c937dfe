#!/usr/bin/env bash
# Times whole runs over many copies of the example reports, in turn with a reference that only counts the
# lines with numbers: `rg -c`, or `grep -c` where there is no rg. Start-up is part of each run.
# usage: benches/whole.sh [COPIES=2000] [RUNS=5]     needs GNU time at /usr/bin/time
set -euo pipefail
cd "$(dirname "$0")/.."
copies=${1:-2000} runs=${2:-5}
cargo build --release --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/prose" "$folder/yaml"
for i in $(seq "$copies"); do
    cp examples/self-evaluation/report.txt "$folder/prose/$i.txt"
    cp examples/structured-yaml/report.yaml "$folder/yaml/$i.yaml"
done
if command -v rg >/dev/null; then reference=(rg -c -j1); else reference=(grep -rcE); fi

# One run of a command: seconds, megabytes of reports per second, memory.
measure() {
    local name=$1
    shift
    # To a file: grep stops at the first line where its output goes nowhere.
    /usr/bin/time -o "$folder/time" -f '%e %M' "$@" >"$folder/output" 2>&1 || true
    tail -n 1 "$folder/time" | awk -v name="$name" -v bytes="$bytes" \
        '{ printf "  %-20s %6.2f s %7.1f MB/s %7d KiB\n", name, $1, bytes / 1e6 / ($1 + 0.001), $2 }'
}

for kind in prose yaml; do
    bytes=$(cat "$folder/$kind"/* | wc -c)
    printf '%s: %s files, %s bytes\n' "$kind" "$copies" "$bytes"
    for _ in $(seq "$runs"); do
        measure "${reference[0]} -c" "${reference[@]}" '[0-9]+' "$folder/$kind"
        measure 'crossfoot, 1 thread' env RAYON_NUM_THREADS=1 target/release/crossfoot check "$folder/$kind" --format concise
        measure 'crossfoot' target/release/crossfoot check "$folder/$kind" --format concise
    done
done
