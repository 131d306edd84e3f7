//! The contract: what it states, what rests on it, how it changes, and how it ends.

use super::terms::Contract;
use super::{
    AssignOwner, BreakOff, CancelExit, ChangeContract, ClearSupport, ContractChangeDropped,
    ContractChangeProposed, ContractChanged, ContractDrafted, ContractSigned, DraftContract,
    DropContractChange, End, Ended, Event, ExitCancelled, ExitStarted, FlagSupport,
    MapSubcontractors, NegotiationBrokenOff, OwnerAssigned, ProposeContractChange, Rejection,
    ServiceTransferred, SignContract, StartExit, SubcontractorControlVerified,
    SubcontractorsMapped, Supplier, SupportRestored, SupportWeakened, TransferService,
    VerifySubcontractorControl,
};
use crate::agreement::Kind;
use crate::facts::{Agreements, Calendars, Changes, ConfigurationItems, Course, Roles, Suppliers};
use crate::limits::Label;
use crate::roles::SUPPLIER_MANAGER;
use engine::{Actor, Context, Key};

/// In what an agreement that something rests on promises less than that.
fn shortfall(agreement: &Key, rests: &Key, context: &Context<'_>) -> Option<Label> {
    let (known, calendars) = (context.facts.get::<Agreements>(), context.facts.get::<Calendars>());
    known.shortfall(agreement, rests, calendars, context.recorded_now)
}

impl Contract {
    /// It states all that it has to, and what it names is there.
    fn check(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let missing = self.items.missing();
        if !missing.is_empty() {
            return Err(Rejection::ItemsMissing { missing });
        }
        if let Some(until) = self.until.filter(|until| *until <= context.recorded_now) {
            return Err(Rejection::Over { at: until });
        }
        Supplier::may_run(self, context)
    }

    /// Its targets are in force with this supplier, and nothing that rests on them promises more.
    fn supports(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (known, now) = (context.facts.get::<Agreements>(), context.recorded_now);
        for agreement in &self.items.targets {
            let found = known.in_force(agreement, now).filter(|found| {
                let terms = found.terms;
                let is_his = terms.party.as_ref() == Some(context.key);
                found.agreed && terms.kind == Kind::Contract && is_his
            });
            if found.is_none() {
                return Err(Rejection::TargetsNotInForce { agreement: agreement.clone() });
            }
            for rests in known.names() {
                if let Some(what) = shortfall(agreement, rests, context) {
                    let (agreement, rests) = (agreement.clone(), rests.clone());
                    return Err(Rejection::SupportWeaker { agreement, rests, what });
                }
            }
        }
        Ok(())
    }
}

impl Supplier {
    /// Exactly one person, who may.
    pub(super) fn may_own(owner: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
        let roles = context.facts.get::<Roles>();
        if roles.holds(owner, SUPPLIER_MANAGER, context.recorded_now) {
            return Ok(());
        }
        Err(Rejection::NotSupplierManager { owner: owner.clone() })
    }

    /// The items that he is to run are on record, and nobody else runs them.
    pub(super) fn may_run(contract: &Contract, context: &Context<'_>) -> Result<(), Rejection> {
        let items = context.facts.get::<ConfigurationItems>();
        let suppliers = context.facts.get::<Suppliers>();
        for item in &contract.configuration_items {
            if items.phase_of(item).is_none() {
                return Err(Rejection::UnknownItem { item: item.clone() });
            }
            let other = suppliers.of_item(item).filter(|other| *other != context.key);
            if let Some(supplier) = other.cloned() {
                return Err(Rejection::RunByAnother { item: item.clone(), supplier });
            }
        }
        Ok(())
    }

    pub(super) fn assign_owner(
        AssignOwner { owner }: AssignOwner,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        Self::may_own(&owner, context)?;
        Ok(vec![OwnerAssigned { owner }.into()])
    }

    pub(super) fn draft_contract(
        DraftContract { contract }: DraftContract,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        contract.check(context)?;
        Ok(vec![ContractDrafted { contract }.into()])
    }

    pub(super) fn sign_contract(
        &self,
        SignContract { signed }: SignContract,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.owner.is_none() {
            return Err(Rejection::OwnerMissing);
        }
        if self.subcontractors.is_none() {
            return Err(Rejection::SubcontractorsNotMapped);
        }
        let contract = self.contract.as_ref().ok_or_else(|| Rejection::ItemsMissing {
            missing: super::Items::default().missing(),
        })?;
        self.passes_all(context.recorded_now)?;
        contract.check(context)?;
        contract.supports(context)?;
        let dues = super::admission::dues(contract, context);
        Ok(vec![ContractSigned { signed, dues }.into()])
    }

    pub(super) fn break_off(BreakOff { reason }: BreakOff) -> Vec<Event> {
        vec![NegotiationBrokenOff { reason }.into()]
    }

    pub(super) fn map_subcontractors(command: MapSubcontractors) -> Vec<Event> {
        let MapSubcontractors { subcontractors, lead } = command;
        vec![SubcontractorsMapped { subcontractors, lead }.into()]
    }

    pub(super) fn verify_control(command: VerifySubcontractorControl) -> Vec<Event> {
        vec![SubcontractorControlVerified { evidence: command.evidence }.into()]
    }

    pub(super) fn flag_support(
        &self,
        FlagSupport { agreement, rests, what }: FlagSupport,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let known = self.weaker.get(&agreement).and_then(|known| known.get(&rests));
        if known == Some(&what) {
            return Ok(Vec::new());
        }
        if !self.has_targets_in(&agreement) {
            return Err(Rejection::NotHisTargets { agreement });
        }
        if shortfall(&agreement, &rests, context).is_none() {
            return Err(Rejection::SupportNotWeaker { agreement, rests });
        }
        Ok(vec![SupportWeakened { agreement, rests, what }.into()])
    }

    pub(super) fn clear_support(
        &self,
        ClearSupport { agreement, rests }: ClearSupport,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !self.weaker.get(&agreement).is_some_and(|known| known.contains_key(&rests)) {
            return Ok(Vec::new());
        }
        // What is no longer his is no longer his to mend.
        let is_his = self.has_targets_in(&agreement);
        if let Some(what) = shortfall(&agreement, &rests, context).filter(|_| is_his) {
            return Err(Rejection::SupportWeaker { agreement, rests, what });
        }
        Ok(vec![SupportRestored { agreement, rests }.into()])
    }

    pub(super) fn has_targets_in(&self, agreement: &Key) -> bool {
        self.contract.as_ref().is_some_and(|it| it.items.targets.contains(agreement))
    }

    pub(super) fn propose_contract_change(
        command: ProposeContractChange,
    ) -> Result<Vec<Event>, Rejection> {
        let ProposeContractChange { change, need } = command;
        if change.is_none() && need.is_none() {
            return Err(Rejection::NoNeed);
        }
        Ok(vec![ContractChangeProposed { change, need }.into()])
    }

    pub(super) fn change_contract(
        command: ChangeContract,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let ChangeContract { change, contract, signed } = command;
        let course = context.facts.get::<Changes>().course(&change);
        if !course.is_some_and(Course::is_approved) {
            return Err(Rejection::ChangeNotApproved { change });
        }
        contract.check(context)?;
        contract.supports(context)?;
        let notice = super::admission::dues(&contract, context).notice;
        Ok(vec![ContractChanged { change, contract, signed, notice }.into()])
    }

    pub(super) fn drop_contract_change(
        DropContractChange { reason, change }: DropContractChange,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let changes = context.facts.get::<Changes>();
        let is_over = |change: &Key| changes.course(change).is_some_and(Course::came_to_nothing);
        if let Some(change) = change.as_ref().filter(|change| !is_over(change)) {
            return Err(Rejection::ChangeNotTurnedDown { change: change.clone() });
        }
        Ok(vec![ContractChangeDropped { change, reason }.into()])
    }

    pub(super) fn start_exit(StartExit { reason, terms_followed, to }: StartExit) -> Vec<Event> {
        vec![ExitStarted { reason, terms_followed, to }.into()]
    }

    pub(super) fn transfer_service(command: TransferService) -> Vec<Event> {
        let TransferService { what, to, confirmed } = command;
        vec![ServiceTransferred { what, to, confirmed }.into()]
    }

    /// Nobody is left who needs what he did, and nothing is left to quarrel about.
    pub(super) fn end(&self, command: End) -> Result<Vec<Event>, Rejection> {
        let End { access_revoked, assets_returned, not_needed } = command;
        if self.dispute.phase.is_open() {
            return Err(Rejection::DisputeOpen);
        }
        if !self.transferred && not_needed.is_none() {
            return Err(Rejection::NothingTransferred);
        }
        Ok(vec![Ended { access_revoked, assets_returned, not_needed }.into()])
    }

    pub(super) fn cancel_exit(
        &self,
        CancelExit { agreed }: CancelExit,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let until = self.contract.as_ref().and_then(|contract| contract.until);
        if let Some(until) = until.filter(|until| *until <= context.recorded_now) {
            return Err(Rejection::ContractEnded { until });
        }
        Ok(vec![ExitCancelled { agreed }.into()])
    }
}
