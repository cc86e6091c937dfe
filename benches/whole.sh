#!/usr/bin/env bash
# Times whole runs over many copies of the example reports, in turn with a reference that only looks for numbers.
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
for kind in prose yaml; do
    printf '%s: %s files, %s bytes\n' "$kind" "$copies" "$(cat "$folder/$kind"/* | wc -c)"
    for _ in $(seq "$runs"); do
        /usr/bin/time -f '  numbers only (grep)  %e s  %M KiB' sh -c "LC_ALL=C.UTF-8 grep -roE '[0-9]+' '$folder/$kind' | wc -l" >/dev/null
        /usr/bin/time -f '  crossfoot, 1 thread  %e s  %M KiB' env RAYON_NUM_THREADS=1 \
            target/release/crossfoot check "$folder/$kind" --format concise >/dev/null || true
        /usr/bin/time -f '  crossfoot            %e s  %M KiB' \
            target/release/crossfoot check "$folder/$kind" --format concise >/dev/null || true
    done
done
