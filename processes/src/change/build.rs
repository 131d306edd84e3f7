//! Build and test.
#![expect(clippy::similar_names, reason = "the content and the context of a decision")]

use super::duties::{Duty, hand};
use super::table::{IMPLEMENTING, TESTING};
use super::terms::{Class, Waiver};
use super::{
    BuildStarted, Built, Change, CompleteBuild, Event, FailTest, PassTest, Phase, Rejection,
    TestFailed, TestWaived, Tested, WaiveTest,
};
use crate::roles::EMERGENCY_CHANGE_BOARD;
use engine::Context;

impl Change {
    pub(super) fn start_build(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.still_by_model(context)?;
        self.design_stands(context)?;
        Ok(vec![BuildStarted { builder: hand(context, IMPLEMENTING) }.into()])
    }

    pub(super) fn complete_build(command: &CompleteBuild, context: &Context<'_>) -> Vec<Event> {
        let (builder, artifact) = (hand(context, IMPLEMENTING), command.artifact.clone());
        vec![Built { builder, artifact }.into()]
    }

    pub(super) fn pass_test(
        &self,
        command: &PassTest,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (tester, report) = (hand(context, TESTING), command.report.clone());
        self.independent(&tester, &[Duty::Build], context)?;
        Ok(vec![Tested { tester, report }.into()])
    }

    pub(super) fn fail_test(command: &FailTest) -> Vec<Event> {
        vec![TestFailed { report: command.report.clone() }.into()]
    }

    pub(super) fn waive_test(
        &self,
        command: &WaiveTest,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.phase == Phase::Approved {
            self.is_of(&[Class::Standard])?;
            let (Some(by), Some(content)) = (&self.model, &self.content) else {
                return Err(Rejection::ModelNotFitting);
            };
            let model = Self::usable(&by.model, content, context)?.model;
            if !model.tested || model.needs_build {
                return Err(Rejection::TestNeeded);
            }
            return Ok(vec![TestWaived { ground: Waiver::TestedModel, retest_due: None }.into()]);
        }
        self.is_of(&[Class::Emergency])?;
        let hand = hand(context, &[EMERGENCY_CHANGE_BOARD]);
        self.independent(&hand, &[Duty::Request, Duty::Build], context)?;
        let due = command.retest_due.filter(|due| *due > context.recorded_now);
        let (Some(reason), Some(due)) = (command.reason.clone(), due) else {
            return Err(Rejection::RetestNotDue);
        };
        let (ground, retest_due) = (Waiver::Emergency(reason), Some(due));
        Ok(vec![TestWaived { ground, retest_due }.into()])
    }

    /// Whether changes may still be made by its model, if it has one.
    pub(super) fn still_by_model(&self, context: &Context<'_>) -> Result<(), Rejection> {
        match (&self.model, &self.content) {
            (Some(by), Some(content)) => {
                let current = Self::usable(&by.model, content, context)?.version;
                if current == by.version {
                    return Ok(());
                }
                let (model, approved) = (by.model.clone(), by.version);
                Err(Rejection::ModelRevised { model, approved, current })
            }
            _ => Ok(()),
        }
    }
}
