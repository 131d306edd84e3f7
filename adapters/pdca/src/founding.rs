//! What a new log begins with, as requests.

use engine::{Actor, Caller, Door, Request};
use processes::founding::{Founding, founding};

/// The commands of the founding by `owner`, in order. Their ids are always the same, so one that was
/// cut off is taken up where it ended.
pub(crate) fn requests(owner: &Actor) -> impl Iterator<Item = Request> {
    let caller = Caller { actor: owner.clone(), ..Caller::system(Door::Founding) };
    let steps = founding(owner, None).into_iter().enumerate();
    steps.map(move |(index, Founding { stream, command })| {
        let sent_as = format!("founding {index}");
        Request::new(caller.clone(), &sent_as, Some(stream.key), command)
    })
}
