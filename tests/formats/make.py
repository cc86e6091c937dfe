#!/usr/bin/env python3
"""Writes the Rosetta report: one report in every format, each by a program that people write such files with.

    python3 tests/formats/make.py [FORMAT ...]     all of them, where none is named; needs PyYAML, for workbooks also
                                                   openpyxl and LibreOffice

The files are kept, and tests/formats.rs reads what they hold. After a change here, write them again and work the
expected figures and places there out by hand.
"""

import csv
import io
import json
import sys
from pathlib import Path

import yaml

TITLE = "云溪区渔政管理站2031年度部门收支情况报告"
UNIT = "万元"

# Each section: its heading, its paragraph, and its table, if it has one: a name, a head and rows. Amounts are written
# as they are shown; a blank is an empty text. One amount is wrong: 376.55 should be 367.55.
SECTIONS = [
    ("一、单位概况", "本站为财政全额拨款事业单位，内设办公室、资源股和执法股。", None),
    (
        "二、收入情况",
        "本年收入1,465.28万元，比上年增加73.78万元，增长5.30%。",
        (
            "收入表",
            ["项目", "上年数", "本年数", "增减额", "占比"],
            [
                ["财政拨款收入", "1,150.20", "1,234.50", "84.30", "84.25%"],
                ["事业收入", "180.00", "167.50", "-12.50", "11.43%"],
                ["其他收入", "61.30", "63.28", "1.98", "4.32%"],
                ["合计", "1,391.50", "1,465.28", "73.78", "100.00%"],
            ],
        ),
    ),
    (
        "三、支出情况",
        "本年支出1,427.70万元，其中：基本支出766.90万元，项目支出660.80万元。",
        (
            "支出表",
            ["科目编码", "科目名称", "预算数", "决算数", "基本支出", "项目支出"],
            [
                ["2080505", "基本养老保险缴费支出", "58.40", "58.40", "58.40", ""],
                ["2130135", "农业资源保护修复与利用", "1,020.00", "1,001.75", "612.30", "389.45"],
                ["2130199", "其他农业农村支出", "350.00", "376.55", "96.20", "271.35"],
                ["", "合计", "1,428.40", "1,427.70", "766.90", "660.80"],
            ],
        ),
    ),
    ("四、其他需要说明的情况", "无。", None),
]


def number(text):
    """An amount as a number, where it is one; shares, codes and words stay texts."""
    plain = text.replace(",", "")
    return float(plain) if "." in plain and not plain.endswith("%") else text or None


def tree(amount):
    """The report as keys and values."""
    sections = []
    for heading, paragraph, table in SECTIONS:
        section = {"title": heading, "text": paragraph}
        if table:
            name, head, rows = table
            section[name] = [dict(zip(head, map(amount, row))) for row in rows]
        sections.append(section)
    return {"title": TITLE, "unit": UNIT, "sections": sections}


def as_csv():
    """As a spreadsheet is saved as CSV: only the tables, one below the other, with commas to the widest."""
    lines = [[TITLE]]
    for _, _, table in SECTIONS:
        if table:
            name, head, rows = table
            lines += [[], [name], [f"单位：{UNIT}"], head, *rows]
    width = max(map(len, lines))
    written = io.StringIO()
    csv.writer(written).writerows(line + [""] * (width - len(line)) for line in lines)
    return written.getvalue()


def as_json():
    return json.dumps(tree(number), ensure_ascii=False, indent=2) + "\n"


def as_yaml():
    return yaml.safe_dump(tree(number), allow_unicode=True, sort_keys=False)


def as_toml():
    """By hand: Python reads TOML and does not write it. Amounts are texts here."""
    text = lambda value: json.dumps(value, ensure_ascii=False)
    lines = [f"title = {text(TITLE)}", f"unit = {text(UNIT)}"]
    for heading, paragraph, table in SECTIONS:
        lines += ["", "[[sections]]", f"title = {text(heading)}", f"text = '''\n{paragraph}\n'''"]
        for name, head, rows in [table] if table else []:
            for row in rows:
                lines += ["", f"[[sections.{text(name)}]]"]
                lines += [f"{text(key)} = {text(value)}" for key, value in zip(head, row) if value]
    return "\n".join(lines) + "\n"


def as_markdown():
    blocks = [f"# {TITLE}"]
    for heading, paragraph, table in SECTIONS:
        blocks += [f"## {heading}", paragraph]
        if table:
            name, head, rows = table
            marks = ["---" if key.startswith(("项目", "科目")) and key != "项目支出" else "---:" for key in head]
            drawn = "\n".join(f"| {' | '.join(cells)} |" for cells in [head, marks, *rows])
            blocks += [name, f"单位：{UNIT}", drawn]
    return "\n\n".join(blocks) + "\n"


def as_text():
    lines = [TITLE, ""]
    for heading, paragraph, table in SECTIONS:
        lines += [heading, paragraph]
        if table:
            name, head, rows = table
            lines += [name, f"单位：{UNIT}", *("\t".join(cells) for cells in [head, *rows])]
    return "\n".join(lines) + "\n"


def as_workbook(extension):
    """Beside the report one amount, and a budget, which has what only workbooks have: see sheets.py."""
    import sheets

    for name, write in {"figure": sheets.figure, "budget": sheets.budget}.items():
        (Path(__file__).parent / f"{name}.{extension}").write_bytes(write(extension))
    return sheets.rosetta(extension, TITLE, UNIT, SECTIONS)


# A format's extension, and what writes it: a function that gives the text, or the bytes.
WRITERS = {
    "csv": as_csv,
    "json": as_json,
    "md": as_markdown,
    "toml": as_toml,
    "txt": as_text,
    "yaml": as_yaml,
    "xlsx": lambda: as_workbook("xlsx"),
    "xls": lambda: as_workbook("xls"),
    "ods": lambda: as_workbook("ods"),
}


def main(wanted):
    for extension in wanted or WRITERS:
        written = WRITERS[extension]()
        data = written if isinstance(written, bytes) else written.encode("utf-8")
        (Path(__file__).parent / f"rosetta.{extension}").write_bytes(data)


if __name__ == "__main__":
    main(sys.argv[1:])
