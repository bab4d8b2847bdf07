//! What the code must look like.
