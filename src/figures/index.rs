//! Indices: the statements that go by each part of learned names.

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
