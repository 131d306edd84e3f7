//! What other languages send and see, whatever the transport: commands by their names, records and
//! problems as JSON, and who may see what. Every adapter goes this way.

mod body;
mod command;
mod file;
mod problem;
mod record;
mod trace;
mod trail;
mod visibility;

pub use body::body;
pub use command::{Done, HandedOver, IdError, Sent, check_id};
pub use file::{read_file, read_text, read_text_from};
pub use problem::{Problem, Refusal, chain};
pub use record::PublicRecord;
pub use trace::TraceParent;
pub use trail::{Moment, Point, Trail, TrailQuery};
