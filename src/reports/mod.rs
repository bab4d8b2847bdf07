//! Figures as files. What a figure is, is decided in `survey`; which file a client wants, in `http`.

pub mod csv;
pub mod qr;
