use super::*;

fn set(matrix: Matrix, from: Option<Timestamp>) -> SetMatrix {
    SetMatrix { matrix, from, document: label("POL-9") }
}

fn sent(world: &mut World, matrix: Matrix, from: Option<Timestamp>) -> Vec<&'static str> {
    let body = serde_json::to_string(&set(matrix, from)).unwrap();
    world.send("ada", NAME, "matrix", "set_matrix", &body).unwrap()
}

#[test]
fn what_is_more_likely_or_worse_never_comes_to_less() {
    let mut matrix = Matrix::default();
    matrix.ratings.rare.minor = Rating::Medium;
    let (lower, higher) = (score(1, 2), score(1, 3));
    let falls = Rejection::NotRising { lower, higher };
    none().when(set(matrix, None)).then_rejected(&falls);
    for likelihood in Likelihood::ALL {
        for consequence in Consequence::ALL {
            let score = Score { likelihood, consequence };
            let rating = match score.product() {
                0..=4 => Rating::Low,
                5..=9 => Rating::Medium,
                10..=16 => Rating::High,
                _ => Rating::Extreme,
            };
            assert_eq!(Matrix::default().rate(score).rating, rating, "{score:?}");
        }
    }
}

#[test]
fn a_limit_has_bounds_and_a_time_is_to_come() {
    for limit in [Span::from_minutes(1), Span::from_days(400)] {
        let matrix = Matrix { assessment_limit: limit, ..Matrix::default() };
        let figure = Rejection::Figure { what: "assessment_limit", bounds: "PT1H to P366D" };
        none().when(set(matrix, None)).then_rejected(&figure);
    }
    let past = Rejection::Over { at: NOW };
    none().when(set(Matrix::default(), Some(NOW))).then_rejected(&past);
}

#[test]
fn one_stream_holds_it_version_after_version_each_from_when_it_says() {
    let mut world = world();
    let in_force = |world: &World, at| world.facts.get::<Risks>().matrix(at);
    assert_eq!(in_force(&world, world.now), (0, Matrix::default()));
    let lean = |rating| {
        let mut matrix = Matrix::default();
        matrix.appetite.security = rating;
        matrix
    };
    assert_eq!(sent(&mut world, lean(Rating::Low), None), ["matrix_set", "matrix_began"]);
    assert_eq!(in_force(&world, world.now), (1, lean(Rating::Low)));
    let elsewhere = Rejection::MatrixElsewhere { key: key("matrix") };
    none().facts(world.facts.clone()).when(set(lean(Rating::High), None)).then_rejected(&elsewhere);
    let from = day(100);
    assert_eq!(sent(&mut world, lean(Rating::High), Some(from)), ["matrix_set"]);
    assert_eq!(in_force(&world, from - Span::from_nanos(1)).0, 1);
    assert_eq!(in_force(&world, from), (2, lean(Rating::High)));
    // What is set before that begins takes its place; what is set afterwards does not hold before.
    assert_eq!(sent(&mut world, lean(Rating::Medium), Some(day(200))), ["matrix_set"]);
    assert_eq!(in_force(&world, from).0, 1);
    world.now = day(300);
    assert_eq!(sent(&mut world, lean(Rating::Low), Some(day(400))), ["matrix_set"]);
    assert_eq!(in_force(&world, day(399)), (3, lean(Rating::Medium)));
    assert_eq!(in_force(&world, day(400)), (4, lean(Rating::Low)));
}

#[test]
fn it_begins_when_it_is_time() {
    let given = none().when(set(Matrix::default(), Some(day(5)))).then_names(&["matrix_set"]);
    assert_eq!(dues(&given), [("matrix_begins", day(5))]);
    let early = Rejection::NotDue { due: Some(day(5)) };
    let given = given.when(BeginMatrix {}).then_rejected(&early);
    let given = given.at(day(5)).when(BeginMatrix {}).then_names(&["matrix_began"]);
    given.when(BeginMatrix {}).then_rejected(&Rejection::NotDue { due: None });
}
