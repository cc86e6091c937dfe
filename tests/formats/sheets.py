"""Workbooks: the Rosetta report, and a budget as offices publish it. LibreOffice works out the formulas and saves them in
its own format, in that of Excel, and in that of Excel 97 to 2003; needs openpyxl and soffice."""

import struct
import subprocess
import tempfile
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment


def saved(book, extension):
    """The workbook as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as folder:
        book.save(f"{folder}/book.xlsx")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", extension, "--outdir", f"{folder}/out"]
        subprocess.run([*command, f"{folder}/book.xlsx"], check=True, capture_output=True)
        return Path(f"{folder}/out/book.{extension}").read_bytes()


def put(sheet, row, column, text):
    """An amount as a number in the format that shows it so, else a text."""
    cell = sheet.cell(row, column)
    plain = text.replace(",", "").removesuffix("%")
    if "." not in plain or text.startswith("="):
        cell.value = text or None
    elif text.endswith("%"):
        cell.value, cell.number_format = round(float(plain) / 100, 10), "0.00%"
    else:
        cell.value, cell.number_format = float(plain), "#,##0.00"


def wide(sheet, row, columns, text):
    """A line over several columns."""
    sheet.cell(row, 1, text)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def rosetta(extension, title, unit, sections):
    """Two sheets; the totals of the first table are formulas."""
    book = Workbook()
    sheet, row, width = book.active, 1, 6
    sheet.title = "收入情况"
    wide(sheet, row, width, title)
    for heading, paragraph, table in sections:
        if heading.startswith("三"):
            sheet, row = book.create_sheet("支出情况"), -1
        for text in (heading, paragraph):
            row += 2 if text == heading else 1
            wide(sheet, row, width, text)
        if not table:
            continue
        name, head, rows = table
        wide(sheet, row + 2, width, name)
        sheet.cell(row + 3, len(head), f"单位：{unit}").alignment = Alignment(horizontal="right")
        first = row + 5
        for row, cells in enumerate([head, *rows], first - 1):
            for column, text in enumerate(cells, 1):
                put(sheet, row, column, text)
        if name == "收入表":
            for column in "BCD":
                sheet[f"{column}{row}"] = f"=SUM({column}{first}:{column}{row - 1})"
        row += 1
    return saved(book, extension)


def figure(extension):
    """One amount."""
    book = Workbook()
    for row, cells in enumerate([["科目", "决算数（万元）"], ["基本支出", "480.88"]], 1):
        for column, text in enumerate(cells, 1):
            put(book.active, row, column, text)
    return saved(book, extension)


def budget(extension):
    """Three sheets and a hidden one. What is wrong: the total of the spending of the first sheet was 1,300.00 when it was
    last worked out and 1,310.00 stands there; on the last sheet an amount is text, and a rate divides by nothing."""
    book = Workbook()
    totals = book.active
    totals.title = "收支总表"
    wide(totals, 1, 6, "2031年部门预算公开表")
    wide(totals, 2, 6, "部门收支总表")
    totals["F3"] = "公开01表"
    totals["A4"], totals["F4"] = "部门：云溪区渔政管理站", "单位：万元"
    totals["A5"], totals["D5"] = "收入", "支出"
    totals.merge_cells("A5:C5")
    totals.merge_cells("D5:F5")
    for row, cells in enumerate(
        [
            ["项目", "行次", "预算数", "项目", "行次", "预算数"],
            ["栏次", None, 1, "栏次", None, 2],
            ["一、一般公共预算拨款收入", 1, 1200.5, "一、社会保障和就业支出", 5, 58.4],
            ["二、事业收入", 2, 80, "二、农林水支出", 6, 1142.35],
            ["三、其他收入", 3, 19.5, "三、住房保障支出", 7, 99.25],
            ["本年收入合计", 4, "=SUM(C8:C10)", "本年支出合计", 8, "=SUM(F8:F10)"],
        ],
        6,
    ):
        for column, value in enumerate(cells, 1):
            cell = totals.cell(row, column, value)
            if row > 7 and column in (3, 6):
                cell.number_format = "#,##0.00"
    wide(totals, 12, 6, "注：本表反映部门本年度的总收支情况。")

    spending = book.create_sheet("支出表")
    wide(spending, 1, 7, "部门支出预算表")
    spending["A2"], spending["G2"] = "部门：云溪区渔政管理站", "单位：万元"
    spending["A3"] = "科目编码"
    spending.merge_cells("A3:C3")
    for place, text in {"D3": "科目名称", "E3": "合计", "F3": "基本支出", "G3": "项目支出"}.items():
        spending[place] = text
        spending.merge_cells(f"{place}:{place[0]}4")
    for column, text in enumerate("类款项", 1):
        spending.cell(4, column, text)
    spending["D5"] = "合计"
    codes = [
        ("208", None, None, "社会保障和就业支出", 7, 7),
        ("208", "05", None, "行政事业单位养老支出", 8, 8),
        ("208", "05", "05", "基本养老保险缴费支出", 58.4, 0),
        ("213", None, None, "农林水支出", 10, 10),
        ("213", "01", None, "农业农村", 11, 12),
        ("213", "01", "04", "事业运行", 742.35, 0),
        ("213", "01", "35", "农业资源保护修复与利用", 0, 400),
        ("221", None, None, "住房保障支出", 14, 14),
        ("221", "02", None, "住房改革支出", 15, 15),
        ("221", "02", "01", "住房公积金", 99.25, 0),
    ]
    sums = {6: "F7", 7: "F8", 9: "F10", 10: "F11+F12", 13: "F14", 14: "F15", 5: "F6+F9+F13"}
    for row, (*code, name, basic, project) in enumerate(codes, 6):
        for column, value in enumerate([*code, name], 1):
            spending.cell(row, column, value)
        spending.cell(row, 6, basic or None)
        spending.cell(row, 7, project or None)
    for row, formula in sums.items():
        spending.cell(row, 6, f"={formula}")
        spending.cell(row, 7, f"={formula.replace('F', 'G')}")
    for row in range(5, 16):
        spending.cell(row, 5, f"=F{row}+G{row}")
        for column in (5, 6, 7):
            spending.cell(row, column).number_format = "#,##0.00"

    visits = book.create_sheet("三公经费")
    for row, cells in enumerate(
        [
            ["“三公”经费支出表"],
            [None, None, None, "单位：万元"],
            ["项目", "上年数", "本年数", "增长率"],
            ["因公出国（境）费", 0, 0, None],
            ["公务接待费", 1.2, "0.90", None],
            ["公务用车运行维护费", 4.5, 4.05, "=C6/B6-1"],
            ["公务用车购置费", None, 3, "=C7/B7-1"],
            ["合计", "=SUM(B4:B7)", "=SUM(C4:C7)", "=C8/B8-1"],
        ],
        1,
    ):
        for column, value in enumerate(cells, 1):
            cell = visits.cell(row, column, value)
            cell.number_format = "0.00%" if column == 4 else "0.00"
    visits["C5"].number_format = "@"
    notes = book.create_sheet("底稿")
    notes["A1"], notes["B1"] = "测算", 58.4
    notes.sheet_state = "hidden"
    return patched(saved(book, extension), extension, 1300.0, 1310.0)


def patched(data, extension, old, new):
    """The workbook with the second of equal results of formulas changed, as a program would leave it that does not work
    formulas out anew."""

    def second(body, wanted):
        return body.index(wanted, body.index(wanted) + 1)

    if extension == "xls":
        at = second(data, struct.pack("<d", old))
        return data[:at] + struct.pack("<d", new) + data[at + 8 :]
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.write_bytes(data)
        with zipfile.ZipFile(before) as parts, zipfile.ZipFile(after, "w", zipfile.ZIP_DEFLATED) as written:
            for part in parts.infolist():
                body = parts.read(part)
                if part.filename in ("content.xml", "xl/worksheets/sheet1.xml"):
                    text = body.decode()
                    for value in (f'office:value="{old:g}"', f"<text:p>{old:,.2f}<", f"<v>{old:g}<"):
                        if value in text:
                            changed = value.replace(f"{old:g}", f"{new:g}").replace(f"{old:,.2f}", f"{new:,.2f}")
                            at = second(text, value)
                            text = text[:at] + changed + text[at + len(value) :]
                    body = text.encode()
                written.writestr(part, body)
        return after.read_bytes()


def uncalculated():
    """Formulas that no program has worked out, and a hidden column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "三公经费"
    for cells in [
        ["云溪区渔政管理站2031年度“三公”经费支出表"],
        [None, None, "单位：万元"],
        ["项目", "上年数", "本年数", "底数"],
        ["公务接待费", 1.2, 0.9, 0.95],
        ["公务用车运行维护费", 4.5, 4.05, 4.1],
        ["合计", "=SUM(B4:B5)", "=SUM(C4:C5)", None],
    ]:
        sheet.append(cells)
    for row in range(4, 7):
        for column in (2, 3, 4):
            sheet.cell(row, column).number_format = "0.00"
    sheet.column_dimensions["D"].hidden = True
    return book


if __name__ == "__main__":
    cases = Path(__file__).parent.parent / "cases"
    uncalculated().save(cases / "formulas-without-a-result-are-no-amounts" / "report.xlsx")
    (cases / "workbook-holds-what-its-formulas-do-not-say" / "report.xls").write_bytes(budget("xls"))
