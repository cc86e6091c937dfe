//! Blocks of failing equations, and their division into stories of one cause each.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::Signed;
use rust_decimal::Decimal;

use super::system::{Change, Figure, System};
use super::{Explanation, Guess, Kind, Story};
use super::{fewest, restatement, sign, terms, typing, units};
use crate::ledger::Nature;
use crate::quantity::{Exact, exact, in_unit, sum};
use crate::report::Report;

/// The most figures of a block for which guesses are made one by one.
const MOST_FIGURES: usize = 4096;

/// The failing equations, those that share a figure together.
pub(super) fn blocks(system: &System<'_>) -> Vec<Vec<usize>> {
    let mut block_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let fails = |at: &usize| system.equations[*at].fails;
    for start in (0..system.equations.len()).filter(fails) {
        if block_of.contains_key(&start) {
            continue;
        }
        let number = blocks.len();
        let (mut block, mut open) = (Vec::new(), vec![start]);
        block_of.insert(start, number);
        while let Some(at) = open.pop() {
            block.push(at);
            let figures = system.equations[at].figures();
            let near = figures.iter().flat_map(|figure| &system.touching[*figure]).copied();
            for other in near.filter(fails) {
                if block_of.insert(other, number).is_none() {
                    open.push(other);
                }
            }
        }
        block.sort_unstable();
        blocks.push(block);
    }
    blocks
}

/// Neighbours that stand in each other's place and by that break equations which share no figure: two totals of
/// one column.
pub(super) fn exchanges(system: &System<'_>, report: &Report) -> Vec<Story> {
    let blocks = blocks(system);
    if blocks.len() < 2 {
        return Vec::new();
    }
    let failing = blocks.iter().flatten().flat_map(|at| system.equations[*at].figures());
    let figures: BTreeSet<usize> = failing.take(MOST_FIGURES).collect();
    let block_of: BTreeMap<usize, &Vec<usize>> =
        blocks.iter().flat_map(|block| block.iter().map(move |at| (*at, block))).collect();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut stories = Vec::new();
    for explanation in sign::swaps(system, report, &figures) {
        let repairs = &explanation.repairs;
        let touched: BTreeSet<&Vec<usize>> =
            repairs.iter().filter_map(|at| block_of.get(at)).copied().collect();
        if touched.len() > 1 && repairs.iter().all(|at| taken.insert(*at)) {
            stories.push(story(system, repairs.clone(), vec![explanation]));
        }
    }
    stories
}

/// The failing equations of `block` by what explains them.
pub(super) fn stories(system: &System<'_>, report: &Report, block: &[usize]) -> Vec<Story> {
    let figures: BTreeSet<usize> = block.iter().flat_map(|at| system.equations[*at].figures()).collect();
    let mut local: Vec<Explanation> =
        figures.iter().take(MOST_FIGURES).flat_map(|figure| guesses(system, *figure)).collect();
    if block.len() > 1 || is_difference(system, block) {
        local.extend(sign::swaps(system, report, &figures));
    }
    if let [equation] = block {
        local.extend(terms::explanations(system, report, *equation));
    }
    let mut groups: BTreeMap<Vec<usize>, Vec<Explanation>> = BTreeMap::new();
    for explanation in local {
        groups.entry(explanation.repairs.clone()).or_default().push(explanation);
    }
    if let Some(explanations) = groups.remove(block) {
        return vec![story(system, block.to_vec(), explanations)];
    }
    let witnessed = |(equations, explanations): &(&Vec<usize>, &Vec<Explanation>)| {
        equations.len() > 1 || explanations.iter().any(|explanation| explanation.kind != Kind::Implied)
    };
    let sets: Vec<&Vec<usize>> = groups.iter().filter(witnessed).map(|(equations, _)| equations).collect();
    let cover: Option<Vec<Vec<usize>>> =
        cover(block, &sets).map(|cover| cover.into_iter().cloned().collect());
    if let Some(cover) = cover {
        let of = |equations: Vec<usize>| {
            let explanations = groups.remove(&equations).unwrap_or_default();
            story(system, equations, explanations)
        };
        return cover.into_iter().map(of).collect();
    }
    let joint = fewest::explanations(system, block);
    if !joint.is_empty() {
        return parted(system, block, joint);
    }
    rest(system, block, groups)
}

/// The sets of changes of `joint` as two stories where they share changes that repair some of the equations by
/// themselves: those, and what the sets differ in for the others; else as one.
fn parted(system: &System<'_>, block: &[usize], mut joint: Vec<Explanation>) -> Vec<Story> {
    let (first, others) = joint.split_first().expect("there are sets");
    let is_common = |change: &&Change| others.iter().all(|other| other.changes.contains(change));
    let common: Vec<Change> = first.changes.iter().filter(is_common).copied().collect();
    let Some(repair) = system.repair(&common).filter(|_| !others.is_empty()) else {
        return vec![story(system, block.to_vec(), joint)];
    };
    let left: Vec<usize> = block.iter().copied().filter(|at| !repair.equations.contains(at)).collect();
    for explanation in &mut joint {
        explanation.changes.retain(|change| !common.contains(change));
        explanation.repairs.clone_from(&left);
    }
    let certain = Explanation {
        kind: if let [change] = common.as_slice() { system.slip(*change) } else { Kind::Implied },
        changes: common,
        term: None,
        repairs: repair.equations.clone(),
        exact: repair.exact,
    };
    vec![story(system, repair.equations, vec![certain]), story(system, left, joint)]
}

/// What is certain of a block that nothing explains as a whole: causes that several equations bear witness to and
/// that are in no doubt among themselves; then each equation that is left.
fn rest(
    system: &System<'_>,
    block: &[usize],
    mut groups: BTreeMap<Vec<usize>, Vec<Explanation>>,
) -> Vec<Story> {
    let mut sets: Vec<Vec<usize>> = groups.keys().filter(|set| set.len() > 1).cloned().collect();
    sets.sort_by_key(|set| (std::cmp::Reverse(set.len()), set.clone()));
    let mut left: BTreeSet<usize> = block.iter().copied().collect();
    let mut stories = Vec::new();
    for set in &sets {
        let rival = |other: &&Vec<usize>| {
            *other != set
                && other.len() >= set.len()
                && other.iter().any(|at| set.contains(at) && left.contains(at))
        };
        if set.iter().all(|at| left.contains(at)) && !sets.iter().any(|other| rival(&other)) {
            left.retain(|at| !set.contains(at));
            let explanations = groups.remove(set).unwrap_or_default();
            stories.push(story(system, set.clone(), explanations));
        }
    }
    stories.extend(left.into_iter().map(|at| {
        let explanations = groups.remove(&vec![at]).unwrap_or_default();
        story(system, vec![at], explanations)
    }));
    stories
}

/// The fewest of `sets`, three at most, that make up `block` and do not meet; `None` where there are none or
/// several ways.
fn cover<'s>(block: &[usize], sets: &[&'s Vec<usize>]) -> Option<Vec<&'s Vec<usize>>> {
    const MOST_SETS: usize = 200;
    if sets.len() > MOST_SETS {
        return None;
    }
    let mut found: Option<Vec<&Vec<usize>>> = None;
    for (at, one) in sets.iter().enumerate() {
        for two in &sets[at + 1..] {
            if one.len() + two.len() == block.len() && one.iter().all(|equation| !two.contains(equation)) {
                if found.is_some() {
                    return None;
                }
                found = Some(vec![one, two]);
            }
        }
    }
    if found.is_some() {
        return found;
    }
    for (at, one) in sets.iter().enumerate() {
        for (then, two) in sets.iter().enumerate().skip(at + 1) {
            if one.len() + two.len() >= block.len() || one.iter().any(|equation| two.contains(equation)) {
                continue;
            }
            for three in &sets[then + 1..] {
                let apart = three.iter().all(|equation| !one.contains(equation) && !two.contains(equation));
                if apart && one.len() + two.len() + three.len() == block.len() {
                    if found.is_some() {
                        return None;
                    }
                    found = Some(vec![one, two, three]);
                }
            }
        }
    }
    found
}

/// A story with its explanations in order: the stronger kind first, exact ones only where there are any, one for
/// each change.
fn story(system: &System<'_>, equations: Vec<usize>, mut explanations: Vec<Explanation>) -> Story {
    if explanations.iter().any(|explanation| explanation.exact) {
        explanations.retain(|explanation| explanation.exact);
    }
    if explanations.iter().any(|explanation| explanation.kind != Kind::Implied) {
        explanations.retain(|explanation| explanation.kind != Kind::Implied);
    }
    // Of what is stated twice, what is stated in fewer places is the likelier to be wrong.
    let places = |explanation: &Explanation| -> usize {
        let restated = explanation.changes.first().filter(|_| explanation.kind == Kind::Restatement);
        restated.map_or(0, |change| system.figures[change.figure].places.len())
    };
    explanations.sort_by_cached_key(|explanation| {
        (explanation.kind.rank(), places(explanation), explanation.kind, explanation.changes.clone())
    });
    if let Some(first) = explanations.first().cloned()
        && first.kind == Kind::Restatement
    {
        let fewest = places(&first);
        explanations.retain(|other| other.kind != Kind::Restatement || places(other) == fewest);
    }
    let mut seen: BTreeSet<Vec<Change>> = BTreeSet::new();
    explanations
        .retain(|explanation| explanation.changes.is_empty() || seen.insert(explanation.changes.clone()));
    Story { equations, explanations }
}

/// The guesses at `figure` that repair all failing equations it stands in and break none.
fn guesses(system: &System<'_>, figure: usize) -> Vec<Explanation> {
    let known = &system.figures[figure];
    let fails = |at: &&usize| system.equations[**at].fails;
    let failing: Vec<usize> = system.touching[figure].iter().filter(fails).copied().collect();
    let sums = failing.iter().filter(|at| system.equations[**at].needed(figure).is_some()).count();
    let window = system.window(figure);
    if sums > 0 && window.is_none() {
        return Vec::new();
    }
    let is_open = |by: Exact| window.is_none_or(|(low, high)| low <= by && by <= high);
    let mut guesses = restatement::guesses(system, figure);
    if failing.iter().any(|at| !system.equations[*at].is_limit()) {
        guesses.extend(units::guesses(known));
        guesses.extend(
            sign::guess(known).filter(|_| sums > 0 || known.value.is_negative() || !known.unit.is_money()),
        );
        let value_of = |number: Decimal| exact(number, known.unit.exponent);
        let (lowest, highest) = near(known, window);
        let fits = |number: Decimal| lowest <= number && number <= highest;
        for (kind, number) in typing::slips(known.printed, fits) {
            guesses.extend(value_of(number).map(|value| Guess { kind, value }));
        }
    }
    if failing.len() > 1 {
        let needed = failing.iter().find_map(|at| system.equations[*at].needed(figure));
        let value = needed.and_then(|by| system.changed(system.change(figure, by)));
        guesses.extend(value.map(|value| Guess { kind: Kind::Implied, value }));
    }
    let mut found = Vec::new();
    for Guess { kind, value } in guesses {
        let Some(change) = system.change_to(figure, value) else { continue };
        if !is_open(change.by) {
            continue;
        }
        if let Some(repair) = system.repair(&[change])
            && repair.equations == failing
        {
            found.push(Explanation {
                kind,
                changes: vec![change],
                term: None,
                repairs: repair.equations,
                exact: repair.exact,
            });
        }
    }
    found
}

/// Between which numbers a figure as printed lies after a change within `window`, and a little around them: told
/// fast of most, exactly by the change itself.
fn near(figure: &Figure<'_>, window: Option<(Exact, Exact)>) -> (Decimal, Decimal) {
    let slack = Decimal::new(1, 5);
    let end = |by: Exact| in_unit(sum(&figure.value, &by)?, figure.unit.exponent);
    let ends =
        window.and_then(|(low, high)| Some((end(low)?.checked_sub(slack)?, end(high)?.checked_add(slack)?)));
    ends.unwrap_or((Decimal::MIN, Decimal::MAX))
}

/// Whether a block is one relation in which the order of two figures matters.
fn is_difference(system: &System<'_>, block: &[usize]) -> bool {
    block.iter().any(|at| {
        let claim = &system.equations[*at].judgement.claim;
        claim.nature != Nature::Restatement && claim.terms().any(|term| term.negative)
            || claim.nature == Nature::Turn
    })
}
