//! Containers: the file system in a file that older office programs write, [MS-CFB].

use super::super::super::package::COMPOUND;
use super::bytes::{u16_at, u32_at};

/// The size of the header and of an entry of the directory, and the kinds of entries.
const HEADER: usize = 512;
const ENTRY: usize = 128;
const STREAM: u8 = 2;
const ROOT: u8 = 5;
/// How many sectors of the table of sectors the header names.
const IN_HEADER: usize = 109;
/// From here on numbers of sectors mean something else.
const NO_SECTOR: u32 = 0xFFFF_FFFA;

/// A container: its sectors in chains, and the directory of what stands in it.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    /// The size of a sector, as a power of two.
    shift: u32,
    /// For each sector the next of its chain.
    next: Vec<u32>,
    small: Small,
    entries: Vec<Entry>,
}

/// The small sectors, in which short streams stand.
#[derive(Default)]
struct Small {
    shift: u32,
    bytes: Vec<u8>,
    next: Vec<u32>,
    /// Streams shorter than this stand there.
    below: usize,
}

/// A stream of a container, or its root.
struct Entry {
    name: String,
    kind: u8,
    first: u32,
    size: usize,
}

impl<'a> Container<'a> {
    /// The container in the bytes of a file.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        let small_shift = u32::from(u16_at(bytes, 32)?);
        if !bytes.starts_with(COMPOUND) || !matches!(shift, 9 | 12) || small_shift != 6 {
            return None;
        }
        let small = Small { shift: small_shift, below: u32_at(bytes, 56)? as usize, ..Small::default() };
        let mut container = Self { bytes, shift, next: Vec::new(), small, entries: Vec::new() };
        container.next = container.table()?;
        let directory = container.chain(u32_at(bytes, 48)?);
        container.entries = directory.chunks_exact(ENTRY).filter_map(Entry::read).collect();
        let root = container.entries.iter().find(|entry| entry.kind == ROOT).map(|root| root.first)?;
        container.small.bytes = container.chain(root);
        container.small.next = numbers(&container.chain(u32_at(bytes, 60)?));
        Some(container)
    }

    /// Whether it holds a stream of this name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The stream of this name.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let mut stream = if entry.size < self.small.below {
            self.small.chain(entry.first)
        } else {
            self.chain(entry.first)
        };
        stream.truncate(entry.size);
        Some(stream)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(1 << self.shift)?;
        self.bytes.get(start..self.bytes.len().min(start.checked_add(1 << self.shift)?))
    }

    /// For each sector the next of its chain.
    fn table(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() >> self.shift;
        let mut sectors = numbers(self.bytes.get(HEADER - IN_HEADER * 4..HEADER)?);
        // Further sectors of the table are named by sectors of their own, the last number of which leads on.
        let mut further = u32_at(self.bytes, 68)?;
        while further < NO_SECTOR && sectors.len() <= most {
            let mut named = numbers(self.sector(further)?);
            further = named.pop()?;
            sectors.append(&mut named);
        }
        let mut table = Vec::new();
        for sector in sectors.into_iter().filter(|sector| *sector < NO_SECTOR).take(most) {
            table.append(&mut numbers(self.sector(sector)?));
        }
        Some(table)
    }

    fn chain(&self, first: u32) -> Vec<u8> {
        chain(first, &self.next, |number| self.sector(number))
    }
}

impl Small {
    fn chain(&self, first: u32) -> Vec<u8> {
        let sector = |number: u32| {
            let start = (number as usize).checked_mul(1 << self.shift)?;
            self.bytes.get(start..self.bytes.len().min(start + (1 << self.shift)))
        };
        chain(first, &self.next, sector)
    }
}

/// The bytes of the sectors of a chain, each sector once.
fn chain<'b>(first: u32, next: &[u32], sector: impl Fn(u32) -> Option<&'b [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = first;
    for _ in 0..next.len() {
        let Some(sector) = sector(at).filter(|_| at < NO_SECTOR) else { break };
        bytes.extend_from_slice(sector);
        let Some(following) = next.get(at as usize) else { break };
        at = *following;
    }
    bytes
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
        let units: Vec<u16> =
            bytes.get(..length)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
        let name = String::from_utf16_lossy(&units);
        Some(Self {
            name,
            kind: *bytes.get(66)?,
            first: u32_at(bytes, 116)?,
            size: u32_at(bytes, 120)? as usize,
        })
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}
