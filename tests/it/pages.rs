//! What people see, as the server sends it.

mod embed;
