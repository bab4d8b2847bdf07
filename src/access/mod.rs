//! Who may do what: keys and their scopes, for programs; accounts and their roles, for people; and what proves them.
//!
//! [`Right`] is the table of what each role may do. How a request carries a proof is in `http` and `pages`.

mod secret;
mod role;
mod key;
mod name;
mod password;
mod account;
mod actor;
mod sign_in;

pub use account::{Account, LINK_LASTS, Link, Misfit};
pub use actor::{Actor, Reader};
pub use key::{Key, Scope};
pub use name::{InvalidSignInName, SignInName};
pub use password::{Password, PasswordHash, Unfit};
pub use role::{Right, Role};
pub use secret::{SECRET_PREFIX, Secret, SecretHash, hash};
pub use sign_in::{Holder, IDLE, LONGEST, SignIn};
