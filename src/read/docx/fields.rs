//! Fields: what Word works out, such as page numbers, of which only the result is text.

/// The fields whose results only list what stands elsewhere.
const LISTS: &[&str] = &["TOC", "INDEX", "TOA"];
/// As much of an instruction is kept, in bytes.
const MOST: usize = 64;

/// The fields that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of them show nothing here.
    concealed: usize,
}

/// A field that is open.
#[derive(Debug)]
enum Field {
    /// Its instruction is under way.
    Instruction(String),
    /// Its result is shown.
    Shown,
    /// Its result is a list of what stands elsewhere.
    Listed,
}

impl Field {
    /// The result of the field with this instruction.
    fn result(instruction: &str) -> Self {
        let name = instruction.split_whitespace().next().unwrap_or_default().to_uppercase();
        if LISTS.contains(&name.as_str()) { Self::Listed } else { Self::Shown }
    }

    fn shows(&self) -> bool {
        matches!(self, Self::Shown)
    }
}

impl Fields {
    /// Whether text here is that of the document.
    pub(super) fn show(&self) -> bool {
        self.concealed == 0
    }

    /// A field begins with its instruction.
    pub(super) fn begin(&mut self) {
        self.push(Field::Instruction(String::new()));
    }

    /// A field whose instruction is told at once begins with its result.
    pub(super) fn begin_result(&mut self, instruction: &str) {
        self.push(Field::result(instruction));
    }

    /// The instruction goes on with `text`.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(Field::Instruction(instruction)) = self.open.last_mut()
            && instruction.len() < MOST
        {
            instruction.push_str(text);
        }
    }

    /// The result begins.
    pub(super) fn separate(&mut self) {
        if let Some(Field::Instruction(instruction)) = self.open.last() {
            let result = Field::result(instruction);
            self.end();
            self.push(result);
        }
    }

    /// A field ends.
    pub(super) fn end(&mut self) {
        if let Some(field) = self.open.pop() {
            self.concealed -= usize::from(!field.shows());
        }
    }

    /// A paragraph ends: an instruction that is still open has lost its end.
    pub(super) fn end_paragraph(&mut self) {
        while let Some(Field::Instruction(_)) = self.open.last() {
            self.end();
        }
    }

    /// A heading begins: a list that is still open has lost its end.
    pub(super) fn end_lists(&mut self) {
        while !self.show() {
            self.end();
        }
    }

    fn push(&mut self, field: Field) {
        self.concealed += usize::from(!field.shows());
        self.open.push(field);
    }
}
