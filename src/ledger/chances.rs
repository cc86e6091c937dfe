//! How probable it is that a sum of rounded figures closes, or misses by so many units of the last digit.

/// What is sure to happen: chances are told in parts of it.
pub(super) const SURE: i128 = 1_000_000_000;

/// The most addends for which chances are worked out.
const MOST_ADDENDS: usize = 12;
/// The most units by which a sum of so many addends can miss.
const MOST_UNITS: usize = 6;
/// That a sum of k independently rounded addends misses its rounded total by m units in a given direction, as
/// `CHANCES[k][m]`.
const CHANCES: [[i128; MOST_UNITS + 1]; MOST_ADDENDS + 1] = chances();
/// The most probable that a sum of any number of addends misses by one unit in a given direction, 1/√(2πe); by m
/// units, one m-th of it.
const MISSES: i128 = 241_970_725;

/// The chance that a sum of `addends` independently rounded figures closes with its rounded total; the same for all
/// that have more than twelve.
pub(super) fn closes(addends: usize) -> i128 {
    CHANCES[addends.min(MOST_ADDENDS)][0]
}

/// The chance that such a sum misses by so many `units`, one at least, in a given direction.
pub(super) fn misses(addends: usize, units: i128) -> i128 {
    let units = units.max(1);
    let chance = match usize::try_from(units) {
        Ok(units) if addends <= MOST_ADDENDS => CHANCES[addends][units.min(MOST_UNITS)],
        _ => MISSES / units,
    };
    chance.max(1)
}

/// That k uniform errors of at most half a unit add up to between m − ½ and m + ½.
const fn chances() -> [[i128; MOST_UNITS + 1]; MOST_ADDENDS + 1] {
    let mut chances = [[0; MOST_UNITS + 1]; MOST_ADDENDS + 1];
    let (mut addends, mut count) = (0, 0);
    while addends <= MOST_ADDENDS {
        let (mut units, mut reach) = (0, count);
        while units <= MOST_UNITS {
            chances[addends][units] = up_to(count, reach + 1) - up_to(count, reach - 1);
            (units, reach) = (units + 1, reach + 2);
        }
        (addends, count) = (addends + 1, count + 1);
    }
    chances
}

/// How probable it is, in parts of [`SURE`], that n numbers drawn from 0 to 1 add up to x at most, given as so many
/// halves (Irwin 1927, Hall 1927): Σ (−1)ʲ C(n, j) (x − j)ⁿ / n! for all j below x.
const fn up_to(n: i128, halves: i128) -> i128 {
    let (mut sum, mut ways, mut j) = (0, 1, 0);
    while j <= n && 2 * j < halves {
        // In halves, of which n multiply.
        let (mut part, mut factor) = (ways, 1);
        while factor <= n {
            part *= halves - 2 * j;
            factor += 1;
        }
        sum += if j % 2 == 0 { part } else { -part };
        ways = ways * (n - j) / (j + 1);
        j += 1;
    }
    let (mut all, mut factor) = (1, 1);
    while factor <= n {
        all *= 2 * factor;
        factor += 1;
    }
    sum * SURE / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_of_a_sum_to_miss() {
        // Two errors of at most half a unit form a triangle of width 2: three quarters of it lie within ½, an eighth
        // beyond on either side. Three: 2/3 and 1/6. A miss needs more than 2m − 1 addends.
        let cases = [
            (1, 0, SURE),
            (1, 1, 0),
            (2, 0, SURE / 4 * 3),
            (2, 1, SURE / 8),
            (3, 0, SURE * 2 / 3),
            (3, 1, SURE / 6),
            (3, 2, 0),
            // The Eulerian numbers of type B, over 4! 2⁴, which are 1, 76, 230, 76 and 1.
            (4, 0, SURE * 115 / 192),
            (4, 1, SURE * 76 / 384),
            (4, 2, SURE / 384),
        ];
        for (addends, units, expected) in cases {
            let found = CHANCES[addends][units];
            assert!((found - expected).abs() <= 1, "{addends} addends, {units} units: {found}");
        }
        for (addends, chances) in CHANCES.iter().enumerate() {
            let all = chances[0] + 2 * chances[1..].iter().sum::<i128>();
            assert!((all - SURE).abs() <= 20, "{addends} addends: {all}");
        }
    }
}
