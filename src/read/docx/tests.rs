//! Documents in XML, and the text that is written for them.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use super::super::xml::{Fault, WORD, read as read_xml};
use super::body::{Body, Read};
use super::numbering::{Numbering, NumberingReader};
use super::open::Notes;
use super::styles::{Styles, StylesReader};
use super::write::Writer;
use super::*;
use crate::read::package::tests::package;
use crate::read::text::Mark;
use crate::read::{Layout, Limits};

const STYLES: &str = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"heading 2\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"10\"><w:name w:val=\"toc 1\"/></w:style>\
    <w:style w:type=\"character\" w:styleId=\"h\"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
const LISTS: &str = "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
    <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:pStyle w:val=\"2\"/><w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";

/// What stands in a body.
fn body(content: &str) -> Read {
    let styles = read_xml(STYLES, WORD, 99, StylesReader::default).expect("styles").0.finish();
    let numbering = read_xml(LISTS, WORD, 99, NumberingReader::default).expect("lists").0.finish();
    let notes = |name: &str, word: &str| {
        let text = format!(
            "<w:{name}s><w:{name} w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:{name}>\
             <w:{name} w:id=\"1\"><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:{name}></w:{name}s>"
        );
        part(&text, &styles, &numbering, &(Notes::new(), Notes::new())).notes
    };
    let notes = (notes("footnote", "脚"), notes("endnote", "尾"));
    part(&format!("<w:document><w:body>{content}</w:body></w:document>"), &styles, &numbering, &notes)
}

fn part(text: &str, styles: &Styles, numbering: &Numbering, notes: &(Notes, Notes)) -> Read {
    let start = || Body::new(styles, numbering, notes.clone(), 99);
    read_xml(text, WORD, 99, start).expect(text).0.finish()
}

fn written(content: &str) -> Writer {
    let read = body(content);
    let mut writer = Writer::new(99, (read.changes.count > 0).then_some(read.changes.first));
    writer.document(read.blocks).expect("few cells");
    writer
}

/// Replaces `<p>`, `<t>` and what ends them by elements of Word, so that the rows below can be read.
fn long(short: &str) -> String {
    let mut long = short.to_owned();
    for (from, to) in [
        ("<p>", "<w:p>"),
        ("</p>", "</w:p>"),
        ("<t>", "<w:r><w:t>"),
        ("</t>", "</w:t></w:r>"),
        ("<p ", "<w:p><w:pPr><w:pStyle w:val="),
        ("/p>", "/></w:pPr>"),
        ("<r>", "<w:tr>"),
        ("</r>", "</w:tr>"),
        ("<c>", "<w:tc><w:p><w:r><w:t>"),
        ("</c>", "</w:t></w:r></w:p></w:tc>"),
    ] {
        long = long.replace(from, to);
    }
    long
}

#[test]
fn paragraphs_read_as_they_are_shown() {
    let cases = [
        ("<p><t>甲</t><t>乙</t></p><p><t>丙</t></p>", "甲乙\n丙\n"),
        ("<p><t>甲\n乙</t></p>", "甲 乙\n"), // a line break of the file is a blank
        ("<p><t>甲</t><w:r><w:br/></w:r><t>乙</t><w:r><w:tab/><w:noBreakHyphen/></w:r></p>", "甲\n乙\t-\n"),
        ("<p><w:r><w:tab/></w:r><t>甲 </t></p><p><w:r><w:tab/></w:r></p>", "甲\n\t\n"), // tabs that divide nothing, and a row
        ("<p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><t>甲</t></p>", "甲\n"), // a place for tabs
        ("<p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r><t>是</t></p>", "☑是\n"),
        ("<p><w:hyperlink><w:smartTag><t>甲</t></w:smartTag></w:hyperlink></p>", "甲\n"),
        (
            "<p><w:r><w:ruby><w:rt><t>jia</t></w:rt><w:rubyBase><t>甲</t></w:rubyBase></w:ruby></w:r></p>",
            "甲\n",
        ),
        // Hidden: by the run, by its style; a style is overruled by the run.
        ("<p><w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><t>乙</t></p>", "乙\n"),
        ("<p><w:r><w:rPr><w:rStyle w:val=\"h\"/></w:rPr><w:t>甲</w:t></w:r><t>乙</t></p>", "乙\n"),
        (
            "<p><w:r><w:rPr><w:rStyle w:val=\"h\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>甲</w:t></w:r></p>",
            "甲\n",
        ),
        // Ends are missing: what cannot stand among properties, or in text, ends them.
        ("<w:p><w:pPr><w:jc/><t>甲</t></p><p><t>乙</t></p>", "甲\n乙\n"),
        ("<w:p><w:r><w:t>甲</w:r></p><w:p><t>乙</t><p><t>丙</t></p>", "甲\n乙\n丙\n"),
        ("<p><w:r><w:txbxContent><p><t>乙</t></w:r><t>丙</t></p><p><t>丁</t></p>", "\n乙丙\n丁\n"),
        // Alternatives among the properties of one.
        (
            "<p><mc:AlternateContent><mc:Choice><w:r><w:rPr><mc:AlternateContent><mc:Choice/></mc:AlternateContent></w:rPr><w:t>甲</w:t></w:r></mc:Choice><mc:Fallback><t>丙</t></mc:Fallback></mc:AlternateContent></p>",
            "甲\n",
        ),
        // Alternatives: the first choice, once; the fallback where there is none.
        (
            "<p><w:r><mc:AlternateContent><mc:Choice><w:t>甲</w:t></mc:Choice><mc:Choice><w:t>乙</w:t></mc:Choice><mc:Fallback><w:t>丙</w:t></mc:Fallback></mc:AlternateContent></w:r></p>",
            "甲\n",
        ),
        (
            "<p><w:r><mc:AlternateContent><mc:Fallback><w:t>丙</w:t></mc:Fallback></mc:AlternateContent></w:r></p>",
            "丙\n",
        ),
    ];
    for (content, text) in cases {
        assert_eq!(written(&long(content)).text.finish("t").text(), text, "{content}");
    }
}

#[test]
fn fields_show_their_results_and_contents_pages_nothing() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> {instruction} </w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let inner = field("PAGEREF _Toc1", "<t>1</t>");
    let cases = [
        (format!("<p><t>表</t>{}</p>", field("SEQ 表 \\* ARABIC", "<t>2</t>")), "表2\n"),
        (format!("<p>{}<t>乙</t></p>", field("TOC \\o", &format!("<t>甲</t>{inner}<t>丙</t>"))), "乙\n"),
        // Over several paragraphs.
        (format!("<p>{}</p><p><t>丁</t></p>", field("toc", "<t>甲</t></p><p><t>乙</t></p><p>")), "\n丁\n"),
        // Without its end: up to the next heading, or the end of the paragraph where its instruction stands.
        ("<p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><t>甲</t></p><p \"1\"/p><t>乙</t></p>".to_owned(), "\n乙\n"),
        ("<p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><t>甲</t></p><p><t>乙</t></p>".to_owned(), "\n乙\n"),
        ("<p><w:fldSimple w:instr=\"DATE\"><t>甲</t></w:fldSimple><w:fldSimple w:instr=\"TOC\"><t>乙</t></w:fldSimple></p>".to_owned(), "甲\n"),
        ("<p \"10\"/p><t>甲</t></p><p><t>乙</t></p>".to_owned(), "\n乙\n"), // by its style
        ("<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr><w:sdtContent><p \"1\"/p><t>目录</t></p></w:sdtContent></w:sdt><p><t>乙</t></p>".to_owned(), "\n乙\n"),
        ("<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent><p><t>甲</t></p></w:sdtContent></w:sdt>".to_owned(), "甲\n"),
    ];
    for (content, text) in cases {
        assert_eq!(written(&long(&content)).text.finish("t").text(), text, "{content}");
    }
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    let mark = |change: &str| format!("<w:p><w:pPr><w:rPr><w:{change}/></w:rPr></w:pPr>");
    let cases = [
        ("<p><w:ins><t>甲</t></w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></p>".to_owned(), "甲\n", 2, 0),
        ("<p/><p><w:moveFrom><t>甲</t></w:moveFrom><w:moveTo><t>乙</t></w:moveTo></p>".to_owned(), "\n乙\n", 2, 1),
        // The end of a paragraph is deleted: the next goes on with it, and none is left of one that was empty.
        (format!("{}<t>甲</t></p><p><t>乙</t></p>", mark("del")), "甲乙\n", 1, 0),
        (format!("<p><t>甲</t></p>{}<w:del><t>乙</t></w:del></p><p><t>丙</t></p>", mark("del")), "甲\n丙\n", 2, 1),
        (format!("{}<t>甲</t></p><w:tbl/>", mark("moveFrom")), "甲\n", 1, 0),
        (format!("<w:tbl><r><c>乙</c><w:tc>{}<t>甲</t></p></w:tc></r></w:tbl>", mark("del")), "\n乙\t甲\n\n", 1, 1),
        (format!("{}<t>甲</t></p>", mark("ins")), "甲\n", 1, 0),
        ("<p><t>甲</t></p><w:tbl><r><w:trPr><w:del/></w:trPr><c>乙</c><c>2</c></r><r><c>丙</c><c>3</c></r></w:tbl>".to_owned(), "甲\n\n丙\t3\n\n", 1, 1),
        // What something was before is not looked at.
        ("<p><w:pPr><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:pPrChange><w:pPr><w:pStyle w:val=\"10\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>甲</w:t></w:r></p>".to_owned(), "甲\n", 0, 0),
    ];
    for (content, text, count, first) in cases {
        let content = long(&content.replace("<p/>", "<w:p/>"));
        assert_eq!(body(&content).changes, Changes { count, first }, "{content}");
        assert_eq!(written(&content).text.finish("t").text(), text, "{content}");
    }
    let writer = written(&long("<p><t>甲</t></p><p><w:del><t>乙</t></w:del><t>丙</t></p><p><t>丁</t></p>"));
    assert_eq!(writer.sought, Some((1, Some(Span::new(4, 7))))); // 丙
}

#[test]
fn headings_have_their_level_and_number() {
    let numbered = |list: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><t>{text}</t></p>"
        )
    };
    let content = [
        "<p \"T\"/p><t>报告</t><w:r><w:br/></w:r><t>（草案）</t></p>",
        "<p \"1\"/p><t>概</t><w:r><w:br/></w:r><t>况</t></p>",
        &numbered("1", "收入"),
        "<p \"2\"/p><t>财政</t></p>",
        "<p \"2\"/p></p>", // empty: it is counted, and not shown
        "<p \"2\"/p><t>其他</t></p>",
        "<p><w:pPr><w:pStyle w:val=\"2\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr><w:outlineLvl w:val=\"9\"/></w:pPr><t>无</t></p>",
        "<p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><t>附</t></p>",
        &numbered("1", "支出"),
        &numbered("7", "无此列表"),
    ];
    let writer = written(&long(&content.concat()));
    let marks: Vec<(usize, &Mark)> = writer.marks.iter().map(|(line, mark)| (*line, mark)).collect();
    let expected = [
        (0, &Mark::Title),
        (1, &Mark::Title),
        (2, &Mark::Heading(1)),
        (4, &Mark::Heading(2)),
        (6, &Mark::Heading(2)),
        (8, &Mark::Heading(3)),
    ];
    assert_eq!(marks, expected);
    let source = writer.text.finish("t");
    let text = "报告\n（草案）\n概 况\n一、收入\n（一）财政\n\n（三）其他\n无\n附\n二、支出\n无此列表\n";
    assert_eq!(source.text(), text);
    // A paragraph of two lines is one; so is an empty one.
    assert_eq!(source.place(text.find("（草案").unwrap_or_default()), Some("¶1"));
    assert_eq!(source.place(text.find('附').unwrap_or_default()), Some("¶8"));
}

#[test]
fn tables_have_a_line_for_each_row() {
    let span = |columns: u32| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/></w:tcPr><p><t>宽</t></p></w:tc>")
    };
    let merged = |how: &str| format!("<w:tc><w:tcPr><w:vMerge{how}/></w:tcPr><p><t>高</t></p></w:tc>");
    let cases = [
        ("<r><c>甲</c><c>1</c></r><r><c>乙</c><c></c></r>".to_owned(), "\n甲\t1\n乙\t\n\n", vec![vec!["甲", "1"], vec!["乙", ""]], 0),
        (format!("<r><w:trPr><w:tblHeader/></w:trPr><c>项</c>{}</r><r><c>甲</c><c>1</c><c>2</c></r>", span(2)), "\n项\t宽\n甲\t1\t2\n\n", vec![vec!["项", "宽", ""], vec!["甲", "1", "2"]], 1),
        (format!("<r>{}<c>1</c></r><r>{}<c>2</c></r>", merged(" w:val=\"restart\""), merged("")), "\n高\t1\n\t2\n\n", vec![vec!["高", "1"], vec!["", "2"]], 0),
        ("<r><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><c>1</c></r><r><c>甲</c><c>2</c></r>".to_owned(), "\n\t1\n甲\t2\n\n", vec![vec!["", "1"], vec!["甲", "2"]], 0),
        ("<r><w:trPr><w:hidden/></w:trPr><c>甲</c><c>1</c></r><r><c>乙</c><c>2</c></r>".to_owned(), "\n乙\t2\n\n", vec![vec!["乙", "2"]], 0),
        // Lines of a cell are one line; how far in the first stands is kept.
        ("<r><w:tc><p><w:pPr><w:ind w:left=\"210\"/></w:pPr><t>甲</t><w:r><w:br/></w:r><t>丙</t></p><p><t>乙</t></p></w:tc><c>1</c></r>".to_owned(), "\n  甲 丙 乙\t1\n\n", vec![vec!["甲 丙 乙", "1"]], 0),
        // A row in a content control, and a cell in one.
        ("<w:sdt><w:sdtContent><r><c>甲</c><w:sdt><w:sdtContent><c>1</c></w:sdtContent></w:sdt></r></w:sdtContent></w:sdt>".to_owned(), "\n甲\t1\n\n", vec![vec!["甲", "1"]], 0),
    ];
    for (content, text, rows, head) in cases {
        let writer = written(&long(&format!("<w:tbl>{content}</w:tbl>")));
        let source = writer.text.finish("t");
        assert_eq!(source.text(), text, "{content}");
        let Some(Mark::Table(table)) = writer.marks.get(&1) else { panic!("{:?}", writer.marks) };
        let told: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|span| source.slice(*span)).collect()).collect();
        assert_eq!((told, table.head, table.lines), (rows.clone(), head, rows.len()), "{content}");
    }
}

#[test]
fn places_are_those_that_people_find() {
    let content = "<w:p/><p><t>甲</t></p>\
        <w:tbl><r><c>乙</c><c>1</c></r><r><w:tc><p><t>外</t></p><w:tbl><r><c>内</c><c>2</c></r></w:tbl><p/></w:tc><c>3</c></r></w:tbl>\
        <w:tbl><r><w:tc><p><t>框</t></p></w:tc></r></w:tbl>\
        <p><t>丙。</t><w:r><w:footnoteReference w:id=\"1\"/><w:endnoteReference w:id=\"1\"/><w:footnoteReference w:id=\"1\"/></w:r>\
        <w:r><w:pict><v:textbox><w:txbxContent><p><t>盒</t></p></w:txbxContent></v:textbox></w:pict></w:r></p><p><t>丁。</t></p>";
    let source = written(&long(&content.replace("<p/>", "<w:p/>"))).text.finish("t");
    let places: Vec<(&str, &str)> =
        ["甲", "乙", "1", "外", "3", "内", "2", "框", "丙", "脚", "尾", "盒", "丁"]
            .into_iter()
            .map(|word| (word, source.text().find(word).and_then(|at| source.place(at)).unwrap_or_default()))
            .collect();
    let expected = [
        ("甲", "¶2"),
        ("乙", "表1 R1C1"),
        ("1", "表1 R1C2"),
        ("外", "表1 R2C1"),
        ("3", "表1 R2C2"),
        ("内", "表2 R1C1"),
        ("2", "表2 R1C2"),
        ("框", "表3 R1C1"),
        ("丙", "¶3"),
        ("脚", "脚注1"),
        ("尾", "尾注1"),
        ("盒", "¶3 文本框"),
        ("丁", "¶4"),
    ];
    assert_eq!(places, expected, "{}", source.text());
}

#[test]
fn a_note_stands_after_the_table_whose_caption_it_explains() {
    let content = "<p><t>表1 收支</t><w:r><w:footnoteReference w:id=\"1\"/></w:r></p><p><t>单位：万元</t></p>\
        <w:tbl><r><c>甲</c><c>1</c></r></w:tbl><p><t>乙。</t></p>";
    assert_eq!(
        written(&long(content)).text.finish("t").text(),
        "表1 收支\n单位：万元\n\n甲\t1\n\n脚\n乙。\n"
    );
}

#[test]
fn what_exceeds_the_cells_is_refused() {
    let wide = (1..=6).map(|cells| ["<r>", &"<c>1</c>".repeat(cells), "</r>"].concat()).collect::<String>();
    let read = body(&long(&format!("<w:tbl>{wide}</w:tbl>"))); // 21 cells, in a grid of 36
    assert!(Writer::new(36, None).document(read.blocks.clone()).is_ok());
    assert!(Writer::new(35, None).document(read.blocks).is_err());
    let (styles, numbering) = (Styles::default(), Numbering::default());
    let row = long("<w:tbl><r><c>1</c><c>1</c></r></w:tbl>");
    for (cells, refused) in [(2, None), (1, Some(Fault::Cells))] {
        let start = || Body::new(&styles, &numbering, (Notes::new(), Notes::new()), cells);
        assert_eq!(read_xml(&row, WORD, 99, start).err(), refused);
    }
}

/// What the reader of a file with this document says of it: the ids of its notes, or why it is refused.
fn said(document: &str) -> Result<Vec<String>, String> {
    let bytes = package(&[("word/document.xml", document.as_bytes())]);
    let (layout, mut limits) = (Layout::default(), Limits::default());
    limits.set(Limit::Cells, 1);
    let input = Input { name: "t.docx", bytes: &bytes, layout: &layout, limits: &limits, hidden: false };
    match read(&input) {
        Ok(draft) => Ok(draft.finish().notes.into_iter().map(|note| note.rule).collect()),
        Err(findings) => Err(findings.into_iter().map(|finding| finding.message.en).collect()),
    }
}

#[test]
fn what_is_wrong_with_the_file_itself_is_told() {
    let document = |content: &str| format!("<w:document><w:body>{}</w:body></w:document>", long(content));
    let deep = "<w:sdt>".repeat(200);
    let cases: [(String, Result<&[&str], &str>); 8] = [
        (document("<p><t>甲</t></p>"), Ok(&[])),
        (document("<p><w:ins><t>甲</t></w:ins></p>"), Ok(&["tracked-changes"])),
        (document("<p><t>甲</t><w:r></p>"), Ok(&["ill-formed"])),
        (document("<p><w:ins><t>甲&nbsp;</t></w:ins></p>"), Ok(&["tracked-changes", "ill-formed"])),
        (document("<w:p/>"), Err("the document holds no text")),
        (
            document("<w:tbl><r><c>1</c><c>2</c></r></w:tbl>"),
            Err("the report has too many cells: > 1, the limit is 1"),
        ),
        (document(&deep), Err("this is nested too deep: > 128, the limit is 128")),
        (
            format!("<!DOCTYPE a>{}", document("")),
            Err("the file declares a document type (DTD), which is not read"),
        ),
    ];
    for (document, expected) in cases {
        let expected = expected.map(|rules| rules.iter().map(ToString::to_string).collect());
        assert_eq!(said(&document), expected.map_err(str::to_owned), "{document}");
    }
}

/// Pieces of documents that stand inside each other in all ways when drawn at random.
const PIECES: &[&str] = &[
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:t>合计12.50万元。",
    "</w:t>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tblGrid><w:gridCol w:w=\"900\"/><w:gridCol w:w=\"20\"/></w:tblGrid>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:tcPr><w:gridSpan w:val=\"4294967295\"/><w:vMerge/></w:tcPr>",
    "<w:trPr><w:gridBefore w:val=\"9\"/><w:tblHeader/></w:trPr>",
    "<w:pPr><w:pStyle w:val=\"2\"/><w:rPr><w:del/></w:rPr></w:pPr>",
    "<w:pPr><w:numPr><w:ilvl w:val=\"77\"/><w:numId w:val=\"1\"/></w:numPr><w:outlineLvl w:val=\"3\"/></w:pPr>",
    "<w:pPr>",
    "</w:pPr>",
    "<w:rPrChange>",
    "</w:rPrChange>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:instrText>TOC",
    "</w:instrText>",
    "<w:fldChar w:fldCharType=\"separate\"/>",
    "<w:fldChar w:fldCharType=\"end\"/>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:del>",
    "</w:del>",
    "<w:sdt><w:sdtPr>",
    "</w:sdtPr>",
    "</w:sdt>",
    "<mc:AlternateContent><mc:Choice>",
    "</mc:Choice>",
    "<mc:Fallback>",
    "</mc:Fallback></mc:AlternateContent>",
    "<w:footnoteReference w:id=\"1\"/>",
    "<w:br/>",
    "<w:tab/>",
    "&#x4E00;",
    "&",
    "<",
];

proptest! {
    #![proptest_config(Config { rng_seed: RngSeed::Fixed(0), failure_persistence: None, ..Config::with_cases(400) })]

    /// Whatever stands in a document, its text, its marks and its places fit together.
    #[test]
    fn any_document_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let Writer { text, marks, .. } = written(&pieces.concat());
        let source = Arc::new(text.finish("t.docx"));
        for (line, mark) in &marks {
            if let Mark::Table(table) = mark {
                let first = source.line_span(line + 1).start;
                let last = source.line_span(line + table.lines).end;
                let spans = || table.rows.iter().flatten().filter(|span| !span.is_empty());
                prop_assert!(spans().all(|span| first <= span.start && span.end <= last), "{}", source.text());
            } else {
                prop_assert!(!source.slice(source.line_span(line + 1)).trim().is_empty(), "{}", source.text());
            }
        }
        let mut draft = Draft::new(Arc::clone(&source));
        text::tell(&source, Some(marks), &mut draft);
        let _ = draft.finish();
    }

    /// A file in which bytes were changed or lost is read or refused.
    #[test]
    fn any_file_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = include_bytes!("../../../tests/formats/rosetta.docx").to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(if whole { bytes.len() } else { length.index(bytes.len()) });
        let limits = Limits::default();
        let input = Input { name: "t.docx", bytes: &bytes, layout: &Layout::default(), limits: &limits, hidden: false };
        if let Ok(draft) = read(&input) {
            let _ = draft.finish();
        }
    }
}
