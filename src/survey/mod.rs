//! The pure core: what a survey is, what an answer may say, what may be told about many of them.
//!
//! Nothing here does I/O, reads a clock, knows a database or has heard of HTTP.
//! Start with [`questionnaire`] (what is asked), then [`response`] (what one person said),
//! [`disclosure`] (what may leave) and [`figures`] (what is made of it).
//!
//! # Glossary
//!
//! One word per thing, in code, tables, URLs and texts.
//!
//! - **survey**: a long-lived inquiry with a slug. It has **versions**: a published questionnaire never changes; a change is a new version.
//! - **question**: has a stable **code** that survives versions, so that trends do, and a **short name** by language, by which
//!   people read of it in tables, charts and sentences.
//! - **department**, **site**, **channel** (`kiosk`, `web`, `paper`): the channel follows from the credential, never from the body.
//! - **response**: one filled questionnaire. **answer**: what it says to one question.
//! - **receipt**: proof that a response id was accepted, kept apart from the response.
//! - **lot**: what one imported file or one stack of paper brought; it waits apart until it is confirmed, and can be
//!   taken back until then. **batch**: a stack of paper by its name, whose forms are typed into one lot, and what is left
//!   of it later: how many forms of which department and month, and how well it was typed.
//! - **release**: the act that turns pending responses into published figures.
//! - **block**: what waited of one version in one department when k people or more had answered, released together, never
//!   to change again. A question is told for whole blocks, once k people have answered it; until then its **tail** waits.
//!   An *office block* pools what small departments had left when a period closed.
//! - **class**: what a person of a closed period is by the survey's dimensions, such as the channel; tables by a dimension
//!   are sums of classes.
//! - **flag**: a sign that a response may not be what it seems. **independent**: a response without a flag that says it
//!   repeats another; only those count towards k.
//! - **tick**: one run of the release. **period close**: the first tick on or after some days past the end of a quarter
//!   (or month, or year). What waits then is pooled, or **carried** into the next period.
//! - **figure**: anything an analyst, a page or a report may show: arithmetic on blocks and classes, and on nothing else.
//! - **comment**: an answer in words, scrubbed of identifiers and kept apart from its response; told when it is released and an administrator has approved it.
//! - **visits**: how many people came to a department in a month, as the office counted them. **target**: a share of positive answers to reach.
//!   **action**: what the office does about a finding, and what it changed. **complaints**, with motions: counted by hand beside the survey.
//! - **signal**: something that is more than noise and calls for a decision: a share that fell, stands apart or misses its
//!   target, an overdue action, late complaints.
//! - **office**: what residents' pages say in the office's own words. **settings** of a survey: where its form is shown, and how.
//! - **fieldwork** of a survey: when it asks, and on which days about which departments. **trial**: a survey before its opening day: everything is checked, and nothing is stored.
//! - **origin**: a website by scheme, host and port, as browsers name it.
//! - **period**: `2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`. Nothing finer than a day exists anywhere near a response.

pub mod codes;
pub mod text;
pub mod languages;
pub mod fault;
pub mod address;
pub mod department;
pub mod questionnaire;
pub mod fieldwork;
pub mod redaction;
pub mod response;
pub mod double_entry;
pub mod flags;
pub mod period;
pub mod lot;
pub mod tally;
pub mod statistics;
pub mod disclosure;
pub mod ceiling;
pub mod figures;
pub mod wording;
pub mod definitions;
pub mod contrast;
pub mod comparison;
pub mod standing;
pub mod drivers;
pub mod visits;
pub mod coverage;
pub mod target;
pub mod action;
pub mod trend;
pub mod complaint;
pub mod comment;
pub mod signals;
pub mod checklist;
pub mod office;
pub mod settings;
pub mod report;
pub mod review;
pub mod department_page;
pub mod lobby;
pub mod minutes;
pub mod standard;
