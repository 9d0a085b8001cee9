//! `date-time`, RFC 5322 section 3.3.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::error::ComposeError;
use crate::folded::Folded;
use crate::number::decimal;

/// Seconds of the years 1900 to 9999, which a date can name.
const DATES: RangeInclusive<i64> = -2_208_988_800..=253_402_300_799;
const DAY: i64 = 86_400;
/// Days of 400 years, after which the calendar begins anew.
const ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

const WEEKDAYS: &[u8] = b"Thu, Fri, Sat, Sun, Mon, Tue, Wed, ";
/// Years begin in March here, so that the day that comes and goes is the last.
const MONTHS: &[u8] = b" Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec  Jan  Feb ";

/// Adds a time in seconds since 1970, as UTC.
pub(crate) fn write(line: &mut Folded, seconds: i64) -> Result<(), ComposeError> {
    if !DATES.contains(&seconds) {
        return Err(ComposeError::Date { date: seconds });
    }
    let (days, time) = (
        seconds.div_euclid(DAY),
        seconds.rem_euclid(DAY).unsigned_abs(),
    );
    let mut date = Vec::new();
    date.extend(name(WEEKDAYS, days.rem_euclid(7)));
    push_day(days + EPOCH, &mut date);
    for (value, sign) in [
        (time / 3600, b' '),
        (time / 60 % 60, b':'),
        (time % 60, b':'),
    ] {
        date.push(sign);
        decimal(value, 2, &mut date);
    }
    date.extend_from_slice(b" +0000");
    line.space(date.len(), 78);
    line.glue(&date);
    Ok(())
}

/// Day, month and year of a count of days since 0000-03-01.
fn push_day(days: i64, date: &mut Vec<u8>) {
    let of_era = days.rem_euclid(ERA);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + days.div_euclid(ERA) * 400 + i64::from(month >= 10);
    decimal(day.unsigned_abs(), 1 + u32::from(day >= 10), date);
    date.extend(name(MONTHS, month));
    decimal(year.unsigned_abs(), 4, date);
}

/// One of names of five octets each.
fn name(names: &'static [u8], number: i64) -> impl Iterator<Item = &'static u8> {
    let number = usize::try_from(number).unwrap_or_default();
    names.iter().skip(number * 5).take(5)
}
