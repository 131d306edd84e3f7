//! All that an engine runs: processes, policies, and who may do what.

use crate::process::AnyProcess;
use crate::{Authority, CommandError, Facts, Policy, system};
use std::fmt;
use std::sync::Arc;

/// The processes, the policies and the authority. The engine's own processes are part of it.
#[derive(Clone)]
pub struct Catalogue {
    processes: Vec<&'static dyn AnyProcess>,
    policies: Vec<Arc<dyn Policy>>,
    authority: Arc<dyn Authority>,
}

impl Catalogue {
    /// These, and what the engine records about itself.
    pub fn new(
        processes: impl IntoIterator<Item = &'static dyn AnyProcess>,
        policies: impl IntoIterator<Item = Box<dyn Policy>>,
        authority: impl Authority + 'static,
    ) -> Self {
        let processes = processes.into_iter().chain(system::processes()).collect();
        let policies = policies.into_iter().map(Arc::from).collect();
        Self { processes, policies, authority: Arc::new(authority) }
    }

    /// All processes, the engine's own last.
    #[must_use]
    pub fn processes(&self) -> &[&'static dyn AnyProcess] {
        &self.processes
    }

    /// The process of that name.
    ///
    /// # Errors
    /// [`CommandError::UnknownProcess`], listing those there are.
    pub fn process(&self, name: &str) -> Result<&'static dyn AnyProcess, CommandError> {
        let found = self.processes.iter().find(|process| process.name() == name);
        found.copied().ok_or_else(|| CommandError::UnknownProcess {
            name: name.to_owned(),
            known: self.processes.iter().map(|process| process.name()).collect(),
        })
    }

    /// All policies.
    #[must_use]
    pub fn policies(&self) -> &[Arc<dyn Policy>] {
        &self.policies
    }

    /// Who may do what.
    #[must_use]
    pub fn authority(&self) -> &dyn Authority {
        &*self.authority
    }

    /// Every fold that a process or a policy looks up, before the first record.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let processes = self.processes.iter().flat_map(|process| process.facts());
        Facts::new(processes.chain(self.policies.iter().flat_map(|policy| policy.facts())))
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.processes.iter().map(|process| process.name());
        f.debug_list().entries(names).finish()
    }
}
