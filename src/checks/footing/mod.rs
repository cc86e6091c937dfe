//! `footing`: the totals of tables are the sums of their rows and columns.

mod across;
mod grid;
mod nested;
mod rates;
mod sides;
mod totals;

use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::ledger::Frame;
use crate::message::Message;
use crate::report::Table;
use crate::tree::{Fields, Node};
use grid::Grid;

pub(super) const KIND: Kind = Kind {
    key: "footing",
    title: ("tables add up", "表格各行各列相加等于合计"),
    about: (
        "The totals of a table are the sums of its rows and columns: totals and subtotals, classification codes and outlines (类 = Σ款 = Σ项), \
         columns that are the sum of others, balances, changes and rates. Which cells a total sums up is told by labels, codes and \
         numbers, and by the sums that close; where several readings are possible and none closes, nothing is reported.",
        "表格的合计应等于各行、各列之和：合计与小计、科目编码和序号的层级（类 = Σ款 = Σ项）、由其他列相加得到的列、结余、增减额和增减率。合计由哪些数据组成，根据名称、编码、序号以及能够相等的算式判断；存在多种理解且均不成立时不作判断。",
    ),
    example: "footing:\n  footing: true",
    passages: (
        "支出表\n单位：万元\n项目\t决算数\n基本支出\t60.00\n项目支出\t40.00\n合计\t110.00\n",
        "支出表\n单位：万元\n项目\t决算数\n基本支出\t60.00\n项目支出\t40.00\n合计\t100.00\n",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

#[derive(Debug)]
struct Footing;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Footing))
}

impl Check for Footing {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        for (at, table) in case.report().tables.iter().enumerate() {
            let grids: Vec<Grid<'_>> = table.bands.iter().map(|band| Grid::new(case, table, band)).collect();
            for grid in &grids {
                // The totals of a later part of a form sum up the parts before it too.
                if table.start == at && !is_scored(table) {
                    totals::check(grid, page);
                }
                if !is_of_averages(table) {
                    nested::check(grid, page);
                }
                across::check(grid, page);
                if grid.is_exhausted() {
                    let name = &table.name;
                    page.undecided(|| {
                        Message::new(
                            format!("table `{name}` has too many totals to try every reading of them"),
                            format!("表“{name}”中合计过多，未逐一核对"),
                        )
                    });
                }
            }
            sides::check(&grids, page);
        }
    }

    fn frame(&self) -> Frame {
        Frame::Table
    }
}

/// Whether a table weighs and scores: its total may count a part that stands in another table, and rules on
/// score tables know which.
fn is_scored(table: &Table) -> bool {
    let headed =
        |words: &[&str]| table.header.iter().any(|name| words.iter().any(|word| name.contains(word)));
    headed(&["分值", "权重", "满分", "标准分"]) && headed(&["得分", "自评分"])
}

/// Whether a table is one of rates, indices or averages, whose parts may exceed their whole.
fn is_of_averages(table: &Table) -> bool {
    const WORDS: &[&str] = &[
        "index", "rate", "average", "median", "mean", "per ", "%", "指数", "率", "平均", "人均", "均价",
        "单价",
    ];
    let first = table.header.first().map_or("", String::as_str);
    [table.name.as_str(), first].iter().any(|text| {
        let text = text.to_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    })
}

/// Tells that it cannot be said what `name` sums up.
fn tell_open(name: &str, page: &mut Page<'_, '_>) {
    page.undecided(|| {
        Message::new(
            format!("which figures of its table `{name}` is made up of is not certain"),
            format!("无法确定“{name}”由表中哪些数据计算得出"),
        )
    });
}
