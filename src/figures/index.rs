//! Indices: the statements that go by each part of learned names, or by each name.

use foldhash::HashMap;

use super::Vocabulary;
use super::called::{Called, Calls};
use crate::language::{Stage, fold};
use crate::report::Report;

/// The places of statements by the part that they go by.
#[derive(Debug)]
pub(super) struct Index {
    /// Where those of each part start, and where the last end.
    starts: Vec<usize>,
    statements: Vec<usize>,
}

impl Index {
    /// Of `pairs` of one of so many `parts` and a statement, each once. The statements of a part stay in their order.
    pub(super) fn of(pairs: &[(usize, usize)], parts: usize) -> Self {
        let mut starts = vec![0; parts + 1];
        for (part, _) in pairs {
            starts[*part] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        // From behind, what is the end of each part becomes its start.
        let mut statements = vec![0; pairs.len()];
        for (part, statement) in pairs.iter().rev() {
            starts[*part] -= 1;
            statements[starts[*part]] = *statement;
        }
        Self { starts, statements }
    }

    /// The statements that go by `part`.
    pub(super) fn of_part(&self, part: usize) -> &[usize] {
        &self.statements[self.starts[part]..self.starts[part + 1]]
    }
}

/// A piece of a name: a name that words stand for, by its place, or a text.
#[derive(Clone, Copy)]
enum Piece<'p> {
    Name(usize),
    Text(&'p str),
}

impl Calls<'_> {
    /// The statements of `report` by those of their names that are parts of what rules ask for.
    pub(super) fn by_part(&self, report: &Report, vocabulary: &Vocabulary) -> Index {
        let dictionary = vocabulary.dictionary();
        let mut found: Vec<(usize, usize)> = Vec::with_capacity(report.statements.len() / 2);
        self.each_name(report, vocabulary, true, |at, pieces, stage| {
            let part = |piece: &Piece<'_>| match *piece {
                Piece::Name(word) => dictionary.part(word),
                Piece::Text(text) => vocabulary.part(text),
            };
            let mut parts = pieces.iter().map(part);
            let first = parts.next().flatten();
            let whole = parts.fold(first, |before, next| vocabulary.joined(before?, next?));
            let staged = whole
                .zip(stage)
                .and_then(|(whole, stage)| vocabulary.joined(whole, dictionary.part_of_stage(stage)?));
            for pair in whole.into_iter().chain(staged).map(|part| (part, at)) {
                if !found.iter().rev().take_while(|(_, other)| *other == at).any(|other| *other == pair) {
                    found.push(pair);
                }
            }
        });
        Index::of(&found, vocabulary.parts())
    }

    /// The same by all of their names.
    pub(super) fn by_name(&self, report: &Report, vocabulary: &Vocabulary) -> HashMap<String, Vec<usize>> {
        let dictionary = vocabulary.dictionary();
        let mut found: HashMap<String, Vec<usize>> = HashMap::default();
        self.each_name(report, vocabulary, false, |at, pieces, stage| {
            let text = |piece: &Piece<'_>| match *piece {
                Piece::Name(word) => dictionary.name(word, &self.names).to_owned(),
                Piece::Text(text) => text.to_owned(),
            };
            let whole = pieces.iter().map(text).collect::<Vec<_>>().join(".");
            let staged = stage.map(|stage| format!("{whole}.{}", stage.name()));
            for name in [whole].into_iter().chain(staged).filter(|name| !name.is_empty()) {
                let statements = found.entry(name).or_default();
                if statements.last() != Some(&at) {
                    statements.push(at);
                }
            }
        });
        found
    }

    /// Tells `take` every name that means a statement, some of them twice, and the stage under which it is meant as well.
    /// With `asked` those are left out that no rule asks for.
    fn each_name(
        &self,
        report: &Report,
        vocabulary: &Vocabulary,
        asked: bool,
        mut take: impl FnMut(usize, &[Piece<'_>], Option<Stage>),
    ) {
        let dictionary = vocabulary.dictionary();
        let tables: Vec<String> = report.tables.iter().map(|table| fold(&table.name)).collect();
        for (at, one) in self.called.iter().enumerate() {
            let Some(Called { subject: own, scope, stage, .. }) = one.filter(|one| !one.ambiguous) else {
                continue;
            };
            let statement = &report.statements[at];
            // All names of an amount in prose hold its subject: most subjects are asked for by none.
            if asked && statement.path.is_none() && statement.cell.is_none() && dictionary.part(own).is_none()
            {
                continue;
            }
            if scope != own {
                take(at, &[Piece::Name(scope), Piece::Name(own)], stage);
            }
            if let Some(path) = &statement.path {
                take(at, &[Piece::Text(&vocabulary.canonical(path))], stage);
            }
            if let Some((place, _, column)) = statement.cell
                && let Some(name) = tables.get(place)
            {
                if statement.scope.is_some() {
                    let whole = vocabulary.canonical_of(&[name.as_str(), &statement.subject]);
                    take(at, &[Piece::Text(&whole)], None);
                }
                let header = report.tables[place].header.get(column).filter(|header| !header.is_empty());
                if header.is_some() {
                    let column = Piece::Name(self.columns[place][column]);
                    take(at, &[Piece::Name(own), column], None);
                    take(at, &[Piece::Text(name), Piece::Name(own), column], None);
                }
                take(at, &[Piece::Text(name), Piece::Name(own)], stage);
            }
            take(at, &[Piece::Name(own)], stage);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_by_their_part() {
        let index = Index::of(&[(2, 1), (0, 1), (2, 4), (3, 5), (2, 9)], 5);
        let found = [0, 1, 2, 3, 4].map(|part| index.of_part(part).to_vec());
        assert_eq!(found, [vec![1], vec![], vec![1, 4, 9], vec![5], vec![]]);
    }
}
