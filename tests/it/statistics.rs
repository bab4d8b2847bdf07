//! `survey::statistics`: worked cases from other programs, and its promises at the edges.

mod alarms;
mod edges;
mod vectors;
