#!/usr/bin/env python3
"""Writes the Word documents that tests read, as Word writes them.

    python3 tests/formats/make_docx.py     needs python-docx

- tests/formats/rosetta.docx: the Rosetta report of make.py, its headings numbered by Word and listed on a contents page
- tests/cases/word-numbers-sections-and-tracks-changes/report.docx: what else Word does to a report: tracked changes,
  hidden text, comments, text boxes, footnotes, merged cells, a heading typed by hand

The files are kept. After a change here, write them again and work out by hand what is expected of them.
"""

import datetime
from pathlib import Path

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from make import SECTIONS, TITLE, UNIT

HERE = Path(__file__).parent
CASE = HERE.parent / "cases" / "word-numbers-sections-and-tracks-changes" / "report.docx"
BY = 'w:id="9" w:author="甲" w:date="2031-12-01T00:00:00Z"'

LEVELS = [("chineseCountingThousand", "%1、", "Heading1"), ("chineseCountingThousand", "（%2）", "Heading2")]


def xml(text):
    """An element; the prefixes that Word uses are declared."""
    name = text[1 : min(text.index(end) for end in " >/" if end in text)]
    declared = nsdecls("w", "wp", "a") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    declared += ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    declared += ' xmlns:v="urn:schemas-microsoft-com:vml"'
    return parse_xml(f"<{name} {declared}{text[len(name) + 1:]}")


def report():
    """An empty document whose headings Word numbers: 一、 and （一）."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for at, (kind, text, style) in enumerate(LEVELS)
    )
    pattern = f'<w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    numbering.insert(0, xml(pattern))
    numbering.append(xml('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for at in range(len(LEVELS)):
        style = document.styles[f"Heading {at + 1}"].element
        style.get_or_add_pPr().append(xml(f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="90"/></w:numPr>'))
    return document


def text(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(document, content):
    """A paragraph with this content, in XML."""
    added = document.add_paragraph()
    for element in xml(f"<w:p>{content}</w:p>"):
        added._p.append(element)
    return added


def contents(document, headings):
    """A contents page as Word writes it: a field, its entries in a style of their own."""
    style = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    for at, heading in enumerate(headings):
        first = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
        first += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        last = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        entry = f'<w:hyperlink w:anchor="_Toc{at}">{text(heading)}<w:r><w:tab/></w:r>{text(at + 1)}</w:hyperlink>'
        entry = (first if at == 0 else "") + entry + (last if at == len(headings) - 1 else "")
        paragraph(document, entry).style = style


def table(document, rows, head=1):
    """A table whose first rows are repeated on every page."""
    added = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, row in zip(rows, added.rows):
        for words, cell in zip(cells, row.cells):
            cell.text = words
    for row in added.rows[:head]:
        row._tr.get_or_add_trPr().append(xml("<w:tblHeader/>"))
    return added


def save(document, path):
    properties = document.core_properties
    properties.author, properties.comments = "", ""
    properties.created = properties.modified = datetime.datetime(2031, 12, 1)
    path.parent.mkdir(exist_ok=True)
    document.save(path)


def rosetta():
    document = report()
    document.add_paragraph(TITLE, style="Title")
    contents(document, [heading for heading, _, _ in SECTIONS])
    for heading, words, rows in SECTIONS:
        document.add_paragraph(heading.split("、", 1)[1], style="Heading 1")
        document.add_paragraph(words)
        if rows:
            name, head, rows = rows
            document.add_paragraph(name)
            document.add_paragraph(f"单位：{UNIT}")
            table(document, [head, *rows])
    save(document, HERE / "rosetta.docx")


def footnotes(document, words):
    """The part that holds the footnotes: the first is the line above them."""
    notes = f'<w:footnote w:type="separator" w:id="0"><w:p>{text("—")}</w:p></w:footnote>'
    notes += f'<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r>{text(words)}</w:p></w:footnote>'
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n<w:footnotes {nsdecls("w")}>{notes}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, data.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def box(words):
    """A text box, and the same once more for older programs."""
    inner = f"<w:txbxContent><w:p>{text(words)}</w:p></w:txbxContent>"
    shape = '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="900000"/></a:xfrm>'
    shape += '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
    drawing = (
        '<w:drawing><wp:inline><wp:extent cx="3600000" cy="900000"/><wp:docPr id="1" name="1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp>{shape}<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    older = f'<w:pict><v:rect style="width:283pt;height:71pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{older}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def case():
    document = report()
    document.add_paragraph("白鹭湾区渔政管理站2031年度部门决算说明")
    document.add_paragraph()
    document.add_paragraph("收入支出总体情况", style="Heading 1")
    # As accepted, the parts come to the total: 600 + 400.
    paragraph(
        document,
        text("2031年支出合计1,000.00万元，其中：基本支出")
        + f'<w:del {BY}><w:r><w:delText>550.00</w:delText></w:r></w:del><w:ins {BY}>{text("600.00")}</w:ins>'
        + text("万元，项目支出400.00万元。")
        + f'<w:r><w:rPr><w:vanish/></w:rPr><w:t>项目支出450.00万元。</w:t></w:r>',
    )
    document.add_paragraph("支出明细", style="Heading 2")
    document.add_paragraph("支出明细表")
    document.add_paragraph("单位：万元")
    head = [["项目", "预算数", "决算数", ""], ["", "", "基本支出", "项目支出"]]
    # The column of the project expenditure comes to 390, not to 400.
    rows = [["渔政执法", "560.00", "350.00", "210.00"], ["增殖放流", "440.00", "250.00", "180.00"]]
    added = table(document, head + rows + [["合计", "1,000.00", "600.00", "400.00"]], head=2)
    for (top, left), (bottom, right) in [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))]:
        added.cell(top, left).merge(added.cell(bottom, right))
    for cell in (cell for row in added.rows for cell in row.cells):
        for empty in [p for p in cell.paragraphs[1:] if not p.text]:
            empty._p.getparent().remove(empty._p)
    # Typed by hand, where Word would have numbered it.
    document.add_paragraph("（二）资金结余")
    noted = paragraph(document, text("年末结余20.00万元，其中：基本支出结余12.00万元，项目支出结余8.00万元。"))
    noted._p.append(xml('<w:r><w:footnoteReference w:id="1"/></w:r>'))
    footnotes(document, "其中受托管理的资金10.00万元，占年末结余20.00万元的45.00%。")
    document.add_paragraph("“三公”经费情况", style="Heading 1")
    boxed = paragraph(document, text("本年“三公”经费支出5.00万元，其中：公务接待费2.00万元，公务用车运行维护费3.00万元。"))
    boxed._p.append(xml(box("执法船购置支出9.00万元，占项目支出400.00万元的5.25%。")))
    document.add_comment(boxed.runs[0], text="支出合计9,999.00万元？", author="乙", initials="乙")
    document.sections[0].header.paragraphs[0].text = "支出合计8,888.00万元"
    save(document, CASE)


if __name__ == "__main__":
    rosetta()
    case()
