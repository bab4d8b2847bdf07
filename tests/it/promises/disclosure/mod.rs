//! Every figure, and every difference between two figures, describes at least k people.
//!
//! `rule` proves it of the decision alone, `release` of the whole release on a database, for arrivals and ticks of all
//! kinds; `attack` lets an analyst ask everything about a synthetic year and subtract, `contrasts` adds trends and
//! comparisons to that, `documents` coverage, reviews and what is public,
//! `sentences` what those say in words; `polling` watches the API between ticks; `threshold` is what may be
//! configured. `attackers` sets three who know nothing of the rule on small offices with every edge: `support` combines
//! tables, `bounds` knows that counts are whole, `joint` has coefficients. `reopened` sets the first of them on an office whose
//! calendar was set back. `desk` is what `release` and `attack` accept
//! people at, `small_office` what the attackers do.

mod attack;
mod attackers;
mod bounds;
mod contrasts;
mod demo;
mod desk;
mod documents;
mod joint;
mod linear;
mod polling;
mod release;
mod reopened;
mod rule;
mod sentences;
mod small_office;
mod support;
mod threshold;
mod upgrade;
