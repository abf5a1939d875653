//! The order in which lines are read: bands of the page, columns, tables.
//!
//! A page is cut into bands from top to bottom. A band ends where a line runs across the gutters
//! that all of the band's rows so far leave free; its columns are then cut the same way. So a
//! heading across two columns is read before both, and each column as a whole.

use crate::grids::Ruled;
use crate::lines::Line;
use crate::tables;

/// Lines that are read together, as indices.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Group {
    /// One below the other.
    Flow(Vec<usize>),
    /// One below the other and yet one: the day over its month, beside what takes place then.
    Label(Vec<usize>),
    /// Rows of cells of lines.
    Table(Vec<Vec<Vec<usize>>>),
}

impl Group {
    /// Its lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = usize> + '_ {
        let (flow, rows): (&[usize], &[Vec<Vec<usize>>]) = match self {
            Group::Flow(flow) | Group::Label(flow) => (flow, &[]),
            Group::Table(rows) => (&[], rows),
        };
        flow.iter().chain(rows.iter().flatten().flatten()).copied()
    }
}

/// The deepest that columns lie in columns.
const DEEPEST: usize = 12;

/// Lines that overlap in height: what no horizontal cut divides.
#[derive(Clone)]
struct Atom {
    lines: Vec<usize>,
    top: f32,
    bottom: f32,
    left: f32,
    right: f32,
    /// Free stretches between its lines.
    gutters: Vec<(f32, f32)>,
    /// Stretches that its lines take.
    taken: Vec<(f32, f32)>,
}

/// Atoms one below the other that leave the same gutters free; none where they are no columns.
#[derive(Default)]
struct Band {
    atoms: Vec<Atom>,
    gutters: Vec<(f32, f32)>,
}

impl Band {
    fn of(atom: &Atom) -> Self {
        Band {
            atoms: Vec::new(),
            gutters: atom.gutters.clone(),
        }
    }

    /// The gutters of the atom with most of them that at most a quarter of the atoms run across, as
    /// a heading over two columns of a table does.
    fn loose(&self, size: f32) -> Vec<(f32, f32)> {
        let Some(most) = self.atoms.iter().max_by_key(|atom| atom.gutters.len()) else {
            return Vec::new();
        };
        let narrowed = |gutter: &(f32, f32)| {
            let (mut gutter, mut crossed) = (*gutter, 0);
            for atom in &self.atoms {
                let free = common(&[gutter], &atom.taken, size).into_iter();
                match free.max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0))) {
                    Some(widest) => gutter = widest,
                    None => crossed += 1,
                }
            }
            (crossed * 4 <= self.atoms.len()).then_some(gutter)
        };
        most.gutters.iter().filter_map(narrowed).collect()
    }
}

/// Groups in reading order. What is one of the units is read as a whole.
pub(crate) fn order(lines: &[Line], units: &[Vec<usize>], is_right_to_left: bool) -> Vec<Group> {
    let all: Vec<usize> = (0..lines.len()).collect();
    if !units.is_empty() {
        return boxed(lines, all, units, is_right_to_left);
    }
    let mut groups = Vec::new();
    let order = Order {
        lines,
        is_right_to_left,
    };
    order.region(all, 0, &mut groups);
    groups
}

/// The groups of some of the lines, the units of which take the place of one line each.
fn boxed(
    lines: &[Line],
    own: Vec<usize>,
    units: &[Vec<usize>],
    is_right_to_left: bool,
) -> Vec<Group> {
    let is_inside = |unit: &Vec<usize>| {
        unit.len() < own.len() && unit.iter().all(|line| own.binary_search(line).is_ok())
    };
    let units: Vec<Vec<usize>> = units.iter().filter(|it| is_inside(it)).cloned().collect();
    // Units ascend by their area.
    let mut outer: Vec<&Vec<usize>> = Vec::new();
    for unit in units.iter().rev() {
        if !outer
            .iter()
            .any(|outer| outer.binary_search(&unit[0]).is_ok())
        {
            outer.push(unit);
        }
    }
    let is_free = |line: &usize| !outer.iter().any(|unit| unit.binary_search(line).is_ok());
    let free: Vec<usize> = own.iter().copied().filter(is_free).collect();
    let mut shown: Vec<Line> = free.iter().map(|line| lines[*line].clone()).collect();
    shown.extend(outer.iter().map(|unit| stand_in(lines, unit)));
    let order = Order {
        lines: &shown,
        is_right_to_left,
    };
    let mut groups = Vec::new();
    order.region((0..shown.len()).collect(), 0, &mut groups);
    let mut read: Vec<Group> = Vec::new();
    for group in groups {
        match group {
            Group::Flow(flow) | Group::Label(flow)
                if flow.iter().any(|line| *line >= free.len()) =>
            {
                for line in flow {
                    match line.checked_sub(free.len()) {
                        Some(unit) => {
                            read.extend(boxed(
                                lines,
                                outer[unit].clone(),
                                &units,
                                is_right_to_left,
                            ));
                            read.push(Group::Flow(Vec::new()));
                        }
                        None => match read.last_mut() {
                            Some(Group::Flow(open)) => open.push(free[line]),
                            _ => read.push(Group::Flow(vec![free[line]])),
                        },
                    }
                }
            }
            Group::Flow(flow) => read.push(Group::Flow(flow.iter().map(|it| free[*it]).collect())),
            Group::Label(flow) => {
                read.push(Group::Label(flow.iter().map(|it| free[*it]).collect()));
            }
            // Units are no cells of tables.
            Group::Table(rows) => {
                let cell = |cell: Vec<usize>| cell.iter().map(|it| free[*it]).collect();
                let row = |row: Vec<Vec<usize>>| row.into_iter().map(cell).collect();
                read.push(Group::Table(rows.into_iter().map(row).collect()));
            }
        }
    }
    read
}

/// A line without words that takes the room of the lines.
fn stand_in(lines: &[Line], unit: &[usize]) -> Line {
    let own = || unit.iter().map(|line| &lines[*line]);
    let first = own()
        .min_by(|one, other| one.core().0.total_cmp(&other.core().0))
        .unwrap_or(&lines[0]);
    let bottom = own().map(|line| line.y).fold(first.y, f32::max);
    Line {
        words: Vec::new(),
        left: own().map(|line| line.left).fold(f32::MAX, f32::min),
        right: own().map(|line| line.right).fold(f32::MIN, f32::max),
        y: first.y,
        size: first.size,
        table: Some(Box::new(Ruled::unit(bottom))),
        bulleted: false,
    }
}

struct Order<'a> {
    lines: &'a [Line],
    is_right_to_left: bool,
}

impl Order<'_> {
    fn region(&self, region: Vec<usize>, depth: usize, groups: &mut Vec<Group>) {
        if region.is_empty() {
            return;
        }
        let size = self.median_size(&region);
        let count = region.len();
        let atoms = self.atoms(region, size);
        for band in bands(atoms, size) {
            self.band(band, count, size, depth, groups);
        }
    }

    fn median_size(&self, region: &[usize]) -> f32 {
        let mut sizes: Vec<f32> = region.iter().map(|line| self.lines[*line].size).collect();
        let middle = sizes.len() / 2;
        let (_, median, _) = sizes.select_nth_unstable_by(middle, f32::total_cmp);
        median.max(1.0)
    }

    fn atoms(&self, mut region: Vec<usize>, size: f32) -> Vec<Atom> {
        let top = |line: &usize| self.lines[*line].core().0;
        region.sort_by(|one, other| top(one).total_cmp(&top(other)));
        let mut atoms: Vec<Atom> = Vec::new();
        for index in region {
            let line = &self.lines[index];
            let (top, bottom) = line.core();
            match atoms.last_mut() {
                Some(atom) if top < atom.bottom => {
                    atom.lines.push(index);
                    atom.bottom = atom.bottom.max(bottom);
                    atom.left = atom.left.min(line.left);
                    atom.right = atom.right.max(line.right);
                }
                _ => atoms.push(Atom {
                    lines: vec![index],
                    top,
                    bottom,
                    left: line.left,
                    right: line.right,
                    gutters: Vec::new(),
                    taken: Vec::new(),
                }),
            }
        }
        for atom in &mut atoms {
            let mut taken: Vec<(f32, f32)> = atom
                .lines
                .iter()
                .map(|line| (self.lines[*line].left, self.lines[*line].right))
                .collect();
            taken.sort_by(|one, other| one.0.total_cmp(&other.0));
            // Many lines that stand on rows of their own show a gutter, narrow as it may be.
            let least = if taken.len() >= INTERLEAVED {
                0.12 * size
            } else {
                narrowest(size)
            };
            for (left, right) in taken {
                match atom.taken.last_mut() {
                    Some(last) if left - last.1 < least => last.1 = last.1.max(right),
                    _ => atom.taken.push((left, right)),
                }
            }
            atom.gutters = atom
                .taken
                .windows(2)
                .map(|pair| (pair[0].1, pair[1].0))
                .collect();
        }
        atoms
    }

    fn band(&self, band: Band, of: usize, size: f32, depth: usize, groups: &mut Vec<Group>) {
        let rows = self.rows(&band);
        if band.gutters.is_empty() || rows < 2 || depth >= DEEPEST {
            let mut lines: Vec<usize> =
                band.atoms.into_iter().flat_map(|atom| atom.lines).collect();
            self.sort(&mut lines);
            match groups.last_mut() {
                Some(Group::Flow(last)) => last.extend(lines),
                _ => groups.push(Group::Flow(lines)),
            }
            return;
        }
        let loose = band.loose(size);
        if loose.len() > band.gutters.len()
            && let Some(table) = tables::table(self.lines, &self.columns(&band, &loose))
        {
            groups.push(Group::Table(table));
            return;
        }
        let columns = self.columns(&band, &band.gutters);
        if let Some(table) = tables::table(self.lines, &columns) {
            groups.push(Group::Table(table));
            return;
        }
        if let Some(entries) = self.entries(&band, size) {
            for columns in entries {
                for (number, column) in columns.into_iter().enumerate() {
                    let length: usize = column.iter().map(|line| self.lines[*line].length()).sum();
                    let is_text = column.iter().all(|line| self.lines[*line].table.is_none());
                    if number == 0 && length <= LONGEST_LABEL && is_text {
                        groups.push(Group::Label(column));
                    } else {
                        groups.push(Group::Flow(Vec::new()));
                        self.region(column, depth + 1, groups);
                    }
                }
            }
            groups.push(Group::Flow(Vec::new()));
            return;
        }
        for column in columns {
            // Two groups, so that a column's last paragraph does not run on in the next.
            groups.push(Group::Flow(Vec::new()));
            if column.len() < of {
                self.region(column, depth + 1, groups);
            } else {
                groups.push(Group::Flow(column));
            }
        }
        groups.push(Group::Flow(Vec::new()));
    }

    /// The columns of each entry of a list whose dates or pictures' captions stand in a narrow column of their
    /// own: parts with room between them that begin in all columns alike.
    fn entries(&self, band: &Band, size: f32) -> Option<Vec<Vec<Vec<usize>>>> {
        let mut parts: Vec<Band> = Vec::new();
        let mut bottom = f32::MIN;
        for atom in &band.atoms {
            if parts.is_empty() || atom.top - bottom > 0.95 * size {
                parts.push(Band {
                    atoms: Vec::new(),
                    gutters: Vec::new(),
                });
            }
            bottom = atom.bottom;
            if let Some(part) = parts.last_mut() {
                part.atoms.push(atom.clone());
            }
        }
        let width = |column: &[usize]| {
            let edges = column.iter().map(|line| &self.lines[*line]);
            let (left, right) = edges.fold((f32::MAX, f32::MIN), |(left, right), line| {
                (left.min(line.left), right.max(line.right))
            });
            right - left
        };
        let is_entry = |part: &Band| {
            let columns = self.columns(part, &band.gutters);
            let [first, others @ ..] = columns.as_slice() else {
                return false;
            };
            let (Some(label), Some(text)) =
                (first.first(), others.first().and_then(|it| it.first()))
            else {
                return false;
            };
            let (label, text) = (&self.lines[*label], &self.lines[*text]);
            let begins_alike =
                (label.core().0 - text.core().0).abs() < 0.8 * label.size.max(text.size);
            begins_alike
                && others
                    .iter()
                    .any(|other| width(first) < 0.45 * width(other))
        };
        let is_list = parts.len() >= 2 && parts.iter().all(is_entry);
        is_list.then(|| {
            parts
                .iter()
                .map(|part| self.columns(part, &band.gutters))
                .collect()
        })
    }

    /// The lines of a band by column, in reading direction.
    fn columns(&self, band: &Band, gutters: &[(f32, f32)]) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new(); gutters.len() + 1];
        for line in band.atoms.iter().flat_map(|atom| &atom.lines) {
            let left = self.lines[*line].left;
            let column = gutters.iter().filter(|gutter| gutter.0 < left).count();
            columns[column].push(*line);
        }
        columns.retain(|column| !column.is_empty());
        for column in &mut columns {
            self.sort(column);
        }
        if self.is_right_to_left {
            columns.reverse();
        }
        columns
    }

    /// Number of base lines in a band.
    fn rows(&self, band: &Band) -> usize {
        let mut rows = 0;
        for atom in &band.atoms {
            let mut last = f32::MIN;
            let mut lines = atom.lines.clone();
            self.sort(&mut lines);
            for line in lines.iter().map(|line| &self.lines[*line]) {
                if line.y - last > 0.5 * line.size {
                    rows += 1;
                    last = line.y;
                }
            }
        }
        rows
    }

    /// By row, and in reading direction.
    fn sort(&self, lines: &mut [usize]) {
        lines.sort_by(|one, other| self.lines[*one].y.total_cmp(&self.lines[*other].y));
        let mut start = 0;
        while start < lines.len() {
            let first = &self.lines[lines[start]];
            let limit = first.y + 0.3 * first.size;
            let row = lines[start..]
                .iter()
                .take_while(|line| self.lines[**line].y <= limit)
                .count()
                .max(1);
            lines[start..start + row].sort_by(|one, other| {
                let (one, other) = (self.lines[*one].left, self.lines[*other].left);
                if self.is_right_to_left {
                    other.total_cmp(&one)
                } else {
                    one.total_cmp(&other)
                }
            });
            start += row;
        }
    }
}

/// The most characters of a label that stands on several lines: a day, its month and year.
const LONGEST_LABEL: usize = 28;

/// The fewest lines of an atom that show a narrow gutter.
const INTERLEAVED: usize = 6;

/// The narrowest gutter.
fn narrowest(size: f32) -> f32 {
    0.5 * size
}

/// Bands from top to bottom.
fn bands(atoms: Vec<Atom>, size: f32) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut open = Band::default();
    // Atoms that lie beside a gutter of the open band, and what they leave free: they belong to it
    // if it goes on.
    let mut waiting: Vec<Atom> = Vec::new();
    let mut free: Vec<(f32, f32)> = Vec::new();
    for atom in atoms {
        if open.gutters.is_empty() {
            if !atom.gutters.is_empty() {
                let mut next = Band::of(&atom);
                pull(&mut open, &mut next, &atom, size);
                close(&mut bands, &mut open);
                open = next;
                free.clone_from(&open.gutters);
            }
            open.atoms.push(atom);
            continue;
        }
        let last = waiting.last().or(open.atoms.last());
        let gap = atom.top - last.map_or(f32::MIN, |last| last.bottom);
        let widths = open.gutters.iter().map(|gutter| gutter.1 - gutter.0);
        let is_far = gap > 2.5 * size && gap > 1.2 * widths.fold(0.0, f32::max);
        let left = common(&free, &atom.taken, size);
        if left.is_empty() || is_far {
            settle(&mut open, &mut waiting, size);
            close(&mut bands, &mut open);
            if !atom.gutters.is_empty() {
                open.atoms.append(&mut waiting);
                close(&mut bands, &mut open);
            }
            open = Band::of(&atom);
            open.atoms.append(&mut waiting);
            free.clone_from(&open.gutters);
            open.atoms.push(atom);
        } else if atom.gutters.is_empty() {
            free = left;
            waiting.push(atom);
        } else {
            open.atoms.append(&mut waiting);
            open.gutters.clone_from(&left);
            free = left;
            open.atoms.push(atom);
        }
    }
    settle(&mut open, &mut waiting, size);
    close(&mut bands, &mut open);
    open.atoms = waiting;
    close(&mut bands, &mut open);
    bands
}

fn close(bands: &mut Vec<Band>, open: &mut Band) {
    let closed = std::mem::take(open);
    if !closed.atoms.is_empty() {
        bands.push(closed);
    }
}

/// Takes what stands close above the right column out of the lines before the band.
fn pull(before: &mut Band, next: &mut Band, first: &Atom, size: f32) {
    let Some(gutter) = next.gutters.first().copied() else {
        return;
    };
    let mut top = first.top;
    let mut kept = before.atoms.len();
    while let Some(last) = kept.checked_sub(1).map(|index| &before.atoms[index]) {
        if last.left < gutter.1 - 1.0
            || top - last.bottom > 0.8 * size
            || last.right > first.right + size
        {
            break;
        }
        top = last.top;
        kept -= 1;
    }
    next.atoms.extend(before.atoms.drain(kept..));
}

/// Gives the band those of the waiting atoms that go on with one of its columns.
fn settle(open: &mut Band, waiting: &mut Vec<Atom>, size: f32) {
    let Some(last) = open.atoms.last() else {
        return;
    };
    let (left, right) = open
        .atoms
        .iter()
        .fold((f32::MAX, f32::MIN), |(left, right), atom| {
            (left.min(atom.left), right.max(atom.right))
        });
    let mut bottom = last.bottom;
    let mut taken = 0;
    for atom in waiting.iter() {
        let gutters = common(&open.gutters, &atom.taken, size);
        let is_inside = atom.left > left - size && atom.right < right + size;
        if gutters.is_empty() || !is_inside || atom.top - bottom > 0.8 * size {
            break;
        }
        open.gutters = gutters;
        bottom = atom.bottom;
        taken += 1;
    }
    for atom in waiting.drain(..taken) {
        open.atoms.push(atom);
    }
}

/// What of the gutters the taken stretches leave free.
fn common(gutters: &[(f32, f32)], taken: &[(f32, f32)], size: f32) -> Vec<(f32, f32)> {
    let mut free = gutters.to_vec();
    for (left, right) in taken {
        let rest = |(from, to): (f32, f32)| {
            let least = narrowest(size).min(0.7 * (to - from));
            [(from, to.min(*left)), (from.max(*right), to)]
                .into_iter()
                .filter(move |(from, to)| to - from >= least)
        };
        free = free.into_iter().flat_map(rest).collect();
        free.dedup();
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::lines;
    use crate::lines::tests::word;

    fn read(words: &[(&str, f32, f32)]) -> Vec<String> {
        let words = words
            .iter()
            .map(|(text, left, y)| word(text, *left, *y))
            .collect();
        let lines = lines(words);
        let texts = |group: Group| match group {
            Group::Flow(flow) | Group::Label(flow) => flow,
            Group::Table(rows) => rows.into_iter().flatten().flatten().collect(),
        };
        let read = order(&lines, &[], false).into_iter().flat_map(texts);
        read.map(|line| lines[line].text()).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_under_their_heading() {
        let read = read(&[
            ("heading-across-the-whole-page", 0.0, 10.0),
            ("left-one-long", 0.0, 40.0),
            ("right-one-long", 100.0, 44.0),
            ("left-two-long", 0.0, 52.0),
            ("right-two-long", 100.0, 56.0),
            ("left-three-long", 0.0, 64.0),
            ("footer-across-the-whole-page-", 0.0, 90.0),
        ]);
        assert_eq!(
            read,
            [
                "heading-across-the-whole-page",
                "left-one-long",
                "left-two-long",
                "left-three-long",
                "right-one-long",
                "right-two-long",
                "footer-across-the-whole-page-"
            ]
        );
    }

    #[test]
    fn rows_of_tables_stay_together() {
        let read = read(&[
            ("9:00", 0.0, 10.0),
            ("Welcome", 60.0, 10.0),
            ("10:00", 0.0, 24.0),
            ("Coffee", 60.0, 24.0),
            ("11:00", 0.0, 38.0),
            ("Walk", 60.0, 38.0),
        ]);
        assert_eq!(
            read,
            ["9:00", "Welcome", "10:00", "Coffee", "11:00", "Walk"]
        );
    }

    #[test]
    fn entries_with_their_dates_beside_them_stay_together() {
        let mut words = Vec::new();
        for (number, day) in ["12", "19", "26"].into_iter().enumerate() {
            let y = 20.0 + 80.0 * number as f32;
            let mut large = word(day, 0.0, y + 4.0);
            large.size = 20.0;
            words.push(large);
            words.push(word("May", 0.0, y + 16.0));
            words.push(word("a-concert-in-the-park", 60.0, y));
            words.push(word("with-the-brass-band-of-the-town", 60.0, y + 12.0));
            words.push(word("admission-is-free", 60.0, y + 24.0));
        }
        let lines = lines(words);
        let days: Vec<String> = order(&lines, &[], false)
            .into_iter()
            .flat_map(|group| match group {
                Group::Flow(flow) => flow,
                Group::Label(lines) => lines,
                Group::Table(rows) => rows.into_iter().flatten().flatten().collect(),
            })
            .map(|line| lines[line].text())
            .collect();
        assert_eq!(days[0], "12");
        assert_eq!(days[2], "a-concert-in-the-park");
        assert_eq!(days[5], "19");
    }
}
