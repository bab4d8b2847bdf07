//! The pages for residents: what they say, and the headers that they come with.

mod embed;
mod poster;
mod record;
mod statement;
