//! Values of `date.unit`.

pub(super) const MINUTE: i32 = 1;
pub(super) const HOUR: i32 = 2;
pub(super) const DAY: i32 = 3;
pub(super) const WEEK: i32 = 4;
pub(super) const MONTH: i32 = 5;
pub(super) const YEAR: i32 = 6;
pub(super) const QUARTER: i32 = 7;
pub(super) const WEEKEND: i32 = 8;
pub(super) const SECOND: i32 = 9;
pub(super) const FORTNIGHT: i32 = 10;
pub(super) const QUARTER_HOUR: i32 = 12;
pub(super) const HALF_HOUR: i32 = 13;
pub(super) const WORKING_DAY: i32 = 14;
