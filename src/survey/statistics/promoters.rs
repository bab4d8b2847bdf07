//! The Net Promoter Score.

use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::statistics::level::Z95;

/// The Net Promoter Score, with the three groups it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct NetPromoter {
    /// Respondents who answered 9 or 10.
    pub promoters: u64,
    /// Respondents who answered 7 or 8.
    pub passives: u64,
    /// Respondents who answered 0 to 6.
    pub detractors: u64,
    /// The share of promoters minus that of detractors, in points, -100..=100.
    pub score: f64,
    /// The half-width of the 95% interval, in points, from 0 to about
    /// 139 (one promoter, one detractor). The interval `score` ± `margin` may
    /// reach beyond -100 or 100.
    pub margin: f64,
}

/// The Net Promoter Score of a 0 to 10 question; `counts[k]` is the number of
/// respondents who answered k.
///
/// Formula, with p and d the shares of promoters (9, 10) and detractors (0 to
/// 6): score = 100·(p − d). Source: Reichheld, "The One Number You Need to
/// Grow", Harvard Business Review, December 2003. The margin is
/// 100·[`Z95`]·√(v / n), where v = p(1 − p) + d(1 − d) + 2pd is the multinomial
/// variance of p − d for one respondent (divisor n, not n − 1).
///
/// The score is in points, -100..=100; the margin is a half-width in points, 0
/// or more. The margin is 0 when all respondents fall into one group, also for
/// a single respondent: that means "no spread seen", not "certain".
///
/// `None` when nobody answered. A group beyond `u64::MAX` counts as that many.
pub fn net_promoter(counts: &[u64; 11]) -> Option<NetPromoter> {
    let group = |part: &[u64]| part.iter().fold(0, |sum: u64, &c| sum.saturating_add(c));
    let (detractors, passives, promoters) = (group(&counts[..7]), group(&counts[7..9]), group(&counts[9..]));
    let (d, o, p) = (u128::from(detractors), u128::from(passives), u128::from(promoters));
    let total = d + o + p;
    if total == 0 {
        return None;
    }
    let n = total as f64;
    let share = |count: u128| count as f64 / n;
    // Written with the complements counted, so that nothing is subtracted.
    let variance = share(p) * share(d + o) + share(d) * share(p + o) + 2.0 * share(p) * share(d);
    let net = share(p.abs_diff(d));
    Some(NetPromoter {
        promoters,
        passives,
        detractors,
        score: if p < d { -100.0 * net } else { 100.0 * net },
        margin: 100.0 * Z95 * (variance / n).sqrt(),
    })
}
