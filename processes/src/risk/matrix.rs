//! What each place on the scale comes to, and how much risk is borne: a versioned fact.

use super::terms::{Consequence, Likelihood, Matrix, Score};
use super::{Event, MatrixBegan, MatrixSet, Rejection, Risk, SetMatrix};
use crate::facts::Risks;
use crate::interval::Interval;
use engine::Context;

impl Matrix {
    /// Whether what is more likely or worse never comes to less, and times make sense.
    fn check(&self) -> Result<(), Rejection> {
        for likelihood in Likelihood::ALL {
            for consequence in Consequence::ALL {
                let score = Score { likelihood, consequence };
                let less = |it: &Score| it.within(score) && self.rates_more(*it, score);
                if let Some(lower) = all().find(less) {
                    return Err(Rejection::NotRising { lower, higher: score });
                }
            }
        }
        if !(Interval::SPAN_MIN..=Self::LIMIT_MAX).contains(&self.assessment_limit) {
            return Err(Rejection::Figure { what: "assessment_limit", bounds: "PT1H to P366D" });
        }
        Ok(())
    }

    fn rates_more(&self, one: Score, other: Score) -> bool {
        self.rate(one).rating > self.rate(other).rating
    }
}

/// All places on the scale.
fn all() -> impl Iterator<Item = Score> {
    let row = |likelihood| {
        Consequence::ALL.map(move |consequence| Score { likelihood, consequence }).into_iter()
    };
    Likelihood::ALL.into_iter().flat_map(row)
}

/// The version in force, and which that is; 0 is the default.
pub(super) fn in_force(context: &Context<'_>) -> (u64, Matrix) {
    context.facts.get::<Risks>().matrix(context.recorded_now)
}

impl Risk {
    pub(super) fn set_matrix(
        &self,
        command: SetMatrix,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let SetMatrix { matrix, from, document } = command;
        let held_by = context.facts.get::<Risks>().matrix_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::MatrixElsewhere { key: key.clone() });
        }
        matrix.check()?;
        let now = context.recorded_now;
        let from = match from {
            Some(at) if at < now => return Err(Rejection::Over { at }),
            Some(at) => at,
            None => now,
        };
        let version = self.versions + 1;
        let by = context.caller.actor.clone();
        let set = MatrixSet { version, matrix, from, document, by };
        let begins = (from == now).then(|| MatrixBegan { version }.into());
        Ok(std::iter::once(set.into()).chain(begins).collect())
    }

    pub(super) fn begin_matrix(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match self.planned {
            Some((version, from)) if from <= context.recorded_now => {
                Ok(vec![MatrixBegan { version }.into()])
            }
            planned => Err(Rejection::NotDue { due: planned.map(|(_, from)| from) }),
        }
    }
}
