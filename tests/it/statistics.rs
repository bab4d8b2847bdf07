//! `survey::statistics`: worked cases from other programs, and its promises at the edges.

mod edges;
mod vectors;
