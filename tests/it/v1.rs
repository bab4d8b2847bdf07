//! The contract of the API, one file for each resource, on both databases.

mod surveys;
