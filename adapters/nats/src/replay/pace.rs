use engine::Timestamp;
use std::time::Duration;
use tokio::time::Instant;

/// When each event is sent: as far apart as they were recorded, so many times faster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    speed: Option<f64>,
    /// The first event, and when it was sent.
    first: Option<(Timestamp, Instant)>,
}

impl Pace {
    /// `None` for as fast as possible.
    pub(super) fn new(speed: Option<f64>) -> Self {
        Self { speed, first: None }
    }

    /// When an event of that time is due, if not at once.
    pub(super) fn due(&mut self, recorded_at: Timestamp, now: Instant) -> Option<Instant> {
        let speed = self.speed?;
        let (first, began) = *self.first.get_or_insert((recorded_at, now));
        let apart = recorded_at.as_nanos().saturating_sub(first.as_nanos());
        let apart = Duration::from_nanos(u64::try_from(apart).unwrap_or_default());
        // The speed is in a range that keeps this finite.
        let due = began + apart.div_f64(speed);
        (due > now).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use engine::Timestamp;
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn an_hour_at_sixty_times_is_a_minute() {
        let (mut pace, now) = (Pace::new(Some(60.0)), Instant::now());
        assert_eq!(pace.due(Timestamp::from_seconds(1_000), now), None);
        let due = pace.due(Timestamp::from_seconds(4_600), now);
        assert_eq!(due, Some(now + Duration::from_secs(60)));
        let late = now + Duration::from_secs(61);
        assert_eq!(pace.due(Timestamp::from_seconds(4_600), late), None);
    }

    #[test]
    fn as_fast_as_possible_waits_for_nothing() {
        let (mut pace, now) = (Pace::new(None), Instant::now());
        assert_eq!(pace.due(Timestamp::from_seconds(0), now), None);
        assert_eq!(pace.due(Timestamp::from_seconds(1_000_000), now), None);
    }
}
