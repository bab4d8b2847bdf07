//! Every figure, and every difference between two figures, describes at least k people.
//!
//! `rule` proves it of the decision alone, `release` of the whole release on a database, for arrivals and ticks of all
//! kinds; `attack` lets an analyst ask everything about a synthetic year and subtract, `contrasts` adds trends and
//! comparisons to that, `documents` coverage, reviews and what is public, `cuts` does the same with what is frozen by secondary dimensions; `polling` watches the API
//! between ticks; `threshold` is what may be configured. `desk` is what `release` and `attack` accept people at.

mod attack;
mod contrasts;
mod cuts;
mod desk;
mod documents;
mod linear;
mod polling;
mod release;
mod rule;
mod threshold;
