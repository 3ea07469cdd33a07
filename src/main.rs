//! The `cloudmsg` program: argv in, exit code out.
fn main() {}
