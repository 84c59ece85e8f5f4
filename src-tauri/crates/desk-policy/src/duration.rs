//! Lengths as people write them: `20 min`, `2 h`, `1 business day`, `1 week`.

use std::fmt;
use std::str::FromStr;

use desk_domain::time::{ElapsedTime, WorkingTime};
use thiserror::Error;

use crate::diagnostic::nearest;

/// Weeks are counted in business days: a week of working time.
const BUSINESS_DAYS_OF_A_WEEK: i64 = 5;
/// No target is longer: a year of promises is a slip of the pen.
const MOST_WEEKS: i64 = 52;

/// What a length is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Business days, whose length the policy says.
    BusinessDay,
    /// Weeks of five business days.
    Week,
}

impl Unit {
    const ALL: [Self; 5] = [Self::Second, Self::Minute, Self::Hour, Self::BusinessDay, Self::Week];

    /// The word for one and for several.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Second => ("s", "s"),
            Self::Minute => ("min", "min"),
            Self::Hour => ("h", "h"),
            Self::BusinessDay => ("business day", "business days"),
            Self::Week => ("week", "weeks"),
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.words().0 == word || unit.words().1 == word)
    }

    /// How many of this unit make the longest length.
    const fn most(self) -> i64 {
        match self {
            Self::Second => MOST_WEEKS * 7 * 24 * 60 * 60,
            Self::Minute => MOST_WEEKS * 7 * 24 * 60,
            Self::Hour => MOST_WEEKS * 7 * 24,
            Self::BusinessDay => MOST_WEEKS * BUSINESS_DAYS_OF_A_WEEK,
            Self::Week => MOST_WEEKS,
        }
    }
}

/// A length: at least one of its unit, at most 52 weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Length {
    count: i64,
    unit: Unit,
}

impl Length {
    /// So many of a unit.
    ///
    /// # Errors
    /// [`LengthError::Zero`] below 1, [`LengthError::TooLong`] above 52 weeks.
    pub const fn new(count: i64, unit: Unit) -> Result<Self, LengthError> {
        if count < 1 {
            Err(LengthError::Zero)
        } else if count > unit.most() {
            Err(LengthError::TooLong)
        } else {
            Ok(Self { count, unit })
        }
    }

    /// Time on the wall; `None` for business days and weeks, which are working time.
    #[must_use]
    pub const fn elapsed(self) -> Option<ElapsedTime> {
        match self.unit {
            Unit::Second => Some(ElapsedTime::from_seconds(self.count)),
            Unit::Minute => Some(ElapsedTime::from_minutes(self.count)),
            Unit::Hour => Some(ElapsedTime::from_minutes(self.count * 60)),
            Unit::BusinessDay | Unit::Week => None,
        }
    }

    /// Working time, where a business day is as long as the policy says.
    #[must_use]
    pub const fn working(self, business_day: WorkingTime) -> WorkingTime {
        let days = match self.unit {
            Unit::Second => return WorkingTime::from_seconds(self.count),
            Unit::Minute => return WorkingTime::from_minutes(self.count),
            Unit::Hour => return WorkingTime::from_minutes(self.count * 60),
            Unit::BusinessDay => self.count,
            Unit::Week => self.count * BUSINESS_DAYS_OF_A_WEEK,
        };
        WorkingTime::from_millis(business_day.millis().saturating_mul(days))
    }

    /// The longest working time: 52 weeks of business days.
    pub(crate) const fn longest_working(business_day: WorkingTime) -> WorkingTime {
        Self {
            count: MOST_WEEKS,
            unit: Unit::Week,
        }
        .working(business_day)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, several) = self.unit.words();
        write!(f, "{} {}", self.count, if self.count == 1 { one } else { several })
    }
}

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, LengthError> {
        let text = text.trim();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (count, unit) = text.split_at(digits);
        if let Some(fraction) = unit.strip_prefix(['.', ',']) {
            return Err(LengthError::Fraction(whole(count, fraction)));
        }
        let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ");
        if count.is_empty() || unit.is_empty() {
            return Err(LengthError::Malformed);
        }
        let unit = Unit::from_word(&unit).ok_or(LengthError::UnknownUnit(unit))?;
        // Digits alone, so only the size can be wrong.
        let count = count.parse().map_err(|_| LengthError::TooLong)?;
        Self::new(count, unit)
    }
}

/// `8` and `5 h` of `8.5 h` as a whole number of the next smaller unit, where there is one.
fn whole(count: &str, fraction: &str) -> Option<Length> {
    const OF_THE_SMALLER: i64 = 60;
    let digits = fraction.len() - fraction.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (parts, unit) = fraction.split_at(digits);
    let smaller = match Unit::from_word(unit.trim())? {
        Unit::Hour => Unit::Minute,
        Unit::Minute => Unit::Second,
        _ => return None,
    };
    let scale = 10_i64.checked_pow(u32::try_from(digits).ok()?)?;
    let parts = parts.parse::<i64>().ok()?.checked_mul(OF_THE_SMALLER)?;
    let count = count.parse::<i64>().ok()?.checked_mul(OF_THE_SMALLER)?;
    let even = parts % scale == 0;
    even.then(|| Length::new(count.checked_add(parts / scale)?, smaller).ok())?
}

/// Why a text is not a length.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LengthError {
    /// No number, or no unit.
    #[error("this isn’t a length of time")]
    Malformed,
    /// A part of a unit; the same as a whole number of a smaller one, where that can be said.
    #[error("a length of time must be a whole number")]
    Fraction(Option<Length>),
    /// A unit that is not known.
    #[error("`{0}` isn’t a unit of time here")]
    UnknownUnit(String),
    /// Nothing at all.
    #[error("a length of time must be more than zero")]
    Zero,
    /// More than 52 weeks.
    #[error("a length of time can’t be more than 52 weeks")]
    TooLong,
}

impl LengthError {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Malformed => "write a number and a unit, for example `20 min` or `2 business days`".to_owned(),
            Self::Fraction(Some(whole)) => format!("write `{whole}`"),
            Self::Fraction(None) => {
                "write it in a smaller unit, for example `90 min` for one hour and a half".to_owned()
            }
            Self::UnknownUnit(unit) => unit_hint(unit),
            Self::Zero => "write `none` where there is no target".to_owned(),
            Self::TooLong => "a week has five business days".to_owned(),
        }
    }
}

fn unit_hint(unit: &str) -> String {
    // What people write for these units, beside the words that are read.
    const MEANT: [(&str, &str); 9] = [
        ("sec", "s"),
        ("second", "s"),
        ("m", "min"),
        ("minute", "min"),
        ("hr", "h"),
        ("hour", "h"),
        ("d", "business days"),
        ("day", "business days"),
        ("working day", "business days"),
    ];
    let unit = unit.trim_end_matches('s');
    let known = Unit::ALL.map(|unit| unit.words().1);
    let meant = MEANT
        .iter()
        .find(|(written, _)| *written == unit)
        .map(|(_, word)| *word);
    match meant.or_else(|| nearest(unit, known)) {
        Some("business days") => "write `business days` for working time, or hours, for example `24 h`".to_owned(),
        Some(word) => format!("did you mean `{word}`?"),
        None => "units are s, min, h, business day, business days, week, weeks".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const EIGHT_HOURS: WorkingTime = WorkingTime::from_minutes(8 * 60);

    #[rstest]
    #[case("20 s", 20)]
    #[case("20 min", 20 * 60)]
    #[case("20min", 20 * 60)]
    #[case(" 2  h ", 2 * 3600)]
    #[case("1 business day", 8 * 3600)]
    #[case("2 business  days", 16 * 3600)]
    #[case("1 week", 40 * 3600)]
    #[case("52 weeks", 52 * 40 * 3600)]
    fn is_so_many_seconds_of_working_time(#[case] text: &str, #[case] seconds: i64) {
        assert_eq!(text.parse::<Length>().unwrap().working(EIGHT_HOURS).seconds(), seconds);
    }

    #[rstest]
    #[case("", "this isn’t a length of time")]
    #[case("20", "this isn’t a length of time")]
    #[case("min", "this isn’t a length of time")]
    #[case("-5 min", "this isn’t a length of time")]
    #[case("1.5 h", "a length of time must be a whole number")]
    #[case("20 minutes", "`minutes` isn’t a unit of time here")]
    #[case("0 min", "a length of time must be more than zero")]
    #[case("53 weeks", "a length of time can’t be more than 52 weeks")]
    #[case("261 business days", "a length of time can’t be more than 52 weeks")]
    #[case("99999999999999999999 s", "a length of time can’t be more than 52 weeks")]
    fn is_refused_with(#[case] text: &str, #[case] message: &str) {
        assert_eq!(text.parse::<Length>().unwrap_err().to_string(), message);
    }

    #[rstest]
    #[case("20 minutes", "did you mean `min`?")]
    #[case("3 hours", "did you mean `h`?")]
    #[case("8.5 h", "write `510 min`")]
    #[case("0,25 min", "write `15 s`")]
    #[case(
        "0.333 h",
        "write it in a smaller unit, for example `90 min` for one hour and a half"
    )]
    #[case(
        "1.5 business days",
        "write it in a smaller unit, for example `90 min` for one hour and a half"
    )]
    #[case(
        "9.99999999999999999999 h",
        "write it in a smaller unit, for example `90 min` for one hour and a half"
    )]
    #[case("3 weks", "did you mean `weeks`?")]
    #[case("1 day", "write `business days` for working time, or hours, for example `24 h`")]
    #[case("1 fortnight", "units are s, min, h, business day, business days, week, weeks")]
    fn hints_at(#[case] text: &str, #[case] hint: &str) {
        assert_eq!(text.parse::<Length>().unwrap_err().hint(), hint);
    }

    #[test]
    fn business_days_have_no_length_on_the_wall() {
        assert_eq!("1 business day".parse::<Length>().unwrap().elapsed(), None);
        assert_eq!(
            "40 min".parse::<Length>().unwrap().elapsed(),
            Some(ElapsedTime::from_minutes(40))
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(count in 1i64..=52, unit in prop::sample::select(Unit::ALL.to_vec())) {
            let length = Length::new(count, unit).unwrap();
            prop_assert_eq!(length.to_string().parse::<Length>().unwrap(), length);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            if let Err(error) = text.parse::<Length>() {
                prop_assert!(!error.hint().is_empty());
            }
        }
    }
}
