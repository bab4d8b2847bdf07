//! Figures as files and pictures. What a figure is, is decided in `survey`; which file a client wants, in `http`.

pub mod numbers;
pub mod charts;
pub mod csv;
pub mod qr;
