use crate::{
    Caller, Context, Decider, Facts, Key, Named as _, Position, Refused, Timestamp, Version, decide,
};

/// Given these events ...
///
/// Facts, time and caller can be set before each step; events happen at the time set.
///
/// # Panics
/// Never: the key is one.
#[must_use]
pub fn given<P: Decider>(events: impl IntoIterator<Item = P::Event>) -> Given<P> {
    Given {
        state: P::default(),
        facts: Facts::new(P::facts()),
        now: super::NOW,
        occurred_at: None,
        caller: super::caller("ada"),
        key: Key::new("TEST-1").expect("a key"),
        version: 0,
    }
    .and(events)
}

/// A state under test.
#[derive(Clone, Debug)]
pub struct Given<P: Decider> {
    state: P,
    facts: Facts,
    now: Timestamp,
    occurred_at: Option<Timestamp>,
    caller: Caller,
    key: Key,
    version: u64,
}

#[expect(clippy::return_self_not_must_use, reason = "an example may end at any step")]
impl<P: Decider> Given<P> {
    /// ... and then these events ...
    pub fn and(mut self, events: impl IntoIterator<Item = P::Event>) -> Self {
        for event in events {
            let context = self.context();
            let mut state = self.state.clone();
            state.evolve(&event, &context.stamp(0));
            self.state = state;
            self.version += 1;
        }
        self
    }

    /// ... when these facts hold ...
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// ... at this time ...
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self.occurred_at = None;
        self
    }

    /// ... having happened at this earlier time ...
    pub fn occurred_at(mut self, occurred_at: Timestamp) -> Self {
        self.occurred_at = Some(occurred_at);
        self
    }

    /// ... asked by this caller ...
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// ... of this one ...
    ///
    /// # Panics
    /// If `key` cannot be one.
    pub fn of(mut self, key: &str) -> Self {
        self.key = Key::new(key).expect("a key");
        self
    }

    fn context(&self) -> Context<'_> {
        Context {
            recorded_now: self.now,
            occurred_at: self.occurred_at.unwrap_or(self.now),
            caller: &self.caller,
            key: &self.key,
            version: Version(self.version),
            head: Position(self.version),
            facts: &self.facts,
        }
    }

    /// The state.
    #[must_use]
    pub fn state(&self) -> &P {
        &self.state
    }

    /// ... when this command ...
    pub fn when(self, command: impl Into<P::Command>) -> When<P> {
        let decided = decide(&self.state, &command.into(), &self.context());
        When { given: self, decided }
    }
}

/// ... then these events, or this rejection.
#[must_use]
#[derive(Debug)]
pub struct When<P: Decider> {
    given: Given<P>,
    decided: Result<Vec<P::Event>, Refused<P::Rejection>>,
}

impl<P: Decider> When<P> {
    /// ... then exactly these events; goes on from there.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn then<E: Into<P::Event>>(self, expected: impl IntoIterator<Item = E>) -> Given<P> {
        let actual = self.decided.expect("accepted");
        assert_eq!(actual, expected.into_iter().map(Into::into).collect::<Vec<_>>());
        self.given.and(actual)
    }

    /// ... then events of these names; goes on from there.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn then_names(self, expected: &[&str]) -> Given<P> {
        let actual = self.decided.expect("accepted");
        assert_eq!(actual.iter().map(crate::Named::name).collect::<Vec<_>>(), expected);
        self.given.and(actual)
    }

    /// ... then nothing: the command is already satisfied.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn then_nothing(self) -> Given<P> {
        self.then_names(&[])
    }

    /// ... then this rejection.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn then_rejected(self, expected: &P::Rejection) -> Given<P>
    where
        P::Rejection: PartialEq,
    {
        match self.decided.expect_err("rejected") {
            Refused::Rejected(actual) => assert_eq!(&actual, expected),
            Refused::NotAllowed(actual) => panic!("not allowed at all: {actual}"),
        }
        self.given
    }

    /// ... then the lifecycle table does not allow it.
    ///
    /// # Panics
    /// If it does.
    #[track_caller]
    pub fn then_not_allowed(self) -> Given<P> {
        match self.decided.expect_err("not allowed") {
            Refused::NotAllowed(_) => self.given,
            Refused::Rejected(rejection) => panic!("allowed, but {}", rejection.name()),
        }
    }

    /// What was decided, for assertions of another kind.
    ///
    /// # Errors
    /// As [`decide`].
    pub fn decided(self) -> Result<Vec<P::Event>, Refused<P::Rejection>> {
        self.decided
    }
}
