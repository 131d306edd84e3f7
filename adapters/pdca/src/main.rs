//! The command line and the node.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
