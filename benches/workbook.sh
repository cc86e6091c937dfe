#!/usr/bin/env bash
# Times whole runs over workbooks of growing length, each with a total at its foot.
# usage: benches/workbook.sh [ROWS=100000]     needs openpyxl, and GNU time at /usr/bin/time
set -euo pipefail
cd "$(dirname "$0")/.."
most=${1:-100000}
cargo build --release --quiet
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for rows in $((most / 8)) $((most / 4)) $((most / 2)) "$most"; do
    python3 - "$rows" "$folder/$rows.xlsx" <<'PYTHON'
import random
import sys

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

rows, path = int(sys.argv[1]), sys.argv[2]
random.seed(1)
book = Workbook(write_only=True)
sheet = book.create_sheet("支出")


def shown(cents):
    cell = WriteOnlyCell(sheet, value=cents / 100)
    cell.number_format = "#,##0.00"
    return cell


sheet.append(["2031年支出明细表"])
sheet.append(["单位：万元"])
sheet.append(["科目编码", "科目名称", "预算数", "决算数", "基本支出", "项目支出"])
totals = [0, 0, 0, 0]
for row in range(rows):
    budget, basic, project = (random.randint(100, 99999) for _ in range(3))
    amounts = [budget, basic + project, basic, project]
    totals = [total + amount for total, amount in zip(totals, amounts)]
    sheet.append([str(2010000 + row), f"第{row}项支出", *map(shown, amounts)])
sheet.append(["", "合计", *map(shown, totals)])
book.save(path)
PYTHON
    /usr/bin/time -f "$rows rows: %e s, %U s of processor time, %M KiB" \
        target/release/crossfoot check --format concise "$folder/$rows.xlsx"
done
