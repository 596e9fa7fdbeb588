//! Whether an account was taken over, from the findings about it.

use std::collections::BTreeSet;

use trail365_findings::Alert;
use trail365_sigma::Level;

use crate::attribution::Attribution;
use crate::evidence::{Book, Cited};
use crate::model::{Class, Confidence, Statement, Verdict, VerdictWord};
use crate::scene::Scene;

/// Least number of findings of medium level on one branch that make a verdict likely.
const SEVERAL: usize = 2;

/// Judges an account.
pub(crate) fn judge(scene: &Scene<'_>, missing: Vec<String>, book: &mut Book) -> Verdict {
    let rules_of = |level: Level| -> BTreeSet<&str> {
        scene.alerts.iter().filter(|alert| alert.level >= level).map(|alert| alert.rule_id.as_str()).collect()
    };
    let attacker: Vec<&Attribution> =
        scene.attributions.iter().filter(|of| of.class == Class::Attacker).collect();
    let tied = attacker.iter().map(|of| of.high).max().unwrap_or_default();
    let word_of_analyst = attacker.iter().any(|of| of.is_by_analyst);
    let (high, medium) = (rules_of(Level::High), rules_of(Level::Medium));
    let word = if tied >= 2 || (!high.is_empty() && word_of_analyst) {
        VerdictWord::Confirmed
    } else if !high.is_empty()
        || scene.attributions.iter().any(|of| of.class != Class::Owner && of.medium >= SEVERAL)
    {
        VerdictWord::Likely
    } else if !medium.is_empty() || word_of_analyst {
        VerdictWord::Possible
    } else if missing.is_empty() {
        VerdictWord::NoSign
    } else {
        VerdictWord::Undecidable
    };
    Verdict {
        word,
        text: sentence(word, scene.user, high.len(), tied),
        speaks_for: findings(scene.alerts, book),
        speaks_against: against(scene),
        missing,
    }
}

fn sentence(word: VerdictWord, user: &str, high: usize, tied: usize) -> String {
    match word {
        VerdictWord::Confirmed => format!(
            "{user} was taken over: {tied} independent findings of high level stand in one session or come from one address."
        ),
        VerdictWord::Likely => format!(
            "{user} was likely taken over: {high} findings of high level, none of them tied to another."
        ),
        VerdictWord::Possible => {
            format!("{user} may have been taken over: there are findings, none of high level.")
        }
        VerdictWord::NoSign => format!(
            "There is no sign that {user} was taken over: nothing above level low was found in data that is good enough to show it."
        ),
        VerdictWord::Undecidable => format!("The data cannot tell whether {user} was taken over."),
    }
}

/// States the findings, the gravest first, each rule once.
fn findings(alerts: &[Alert], book: &mut Book) -> Vec<Statement> {
    let mut order: Vec<&Alert> = alerts.iter().filter(|alert| alert.level >= Level::Medium).collect();
    order.sort_by_key(|alert| (std::cmp::Reverse(alert.level), alert.first_time));
    let mut seen = BTreeSet::new();
    let mut stated = Vec::new();
    for alert in order.iter().filter(|alert| seen.insert(alert.rule_id.as_str())) {
        let same = order.iter().filter(|other| other.rule_id == alert.rule_id);
        let members = same.flat_map(|alert| &alert.members).map(Cited::from);
        let text = format!("{} [{}]", alert.title, alert.level.as_str());
        stated.push(book.state(Confidence::Recorded, text, members));
    }
    stated
}

/// States what speaks against, or makes less sure.
fn against(scene: &Scene<'_>) -> Vec<Statement> {
    let said = |text: String| Statement { confidence: Confidence::Recorded, text, ..Statement::default() };
    let owner = scene.places_of(Class::Owner).count();
    let mut against = Vec::new();
    if owner > 0 {
        let all = scene.drafts.len();
        against.push(said(format!(
            "{owner} of {all} branches of sessions came from addresses or devices that were usual for the account."
        )));
    }
    if !scene.usual.is_baseline() {
        against.push(said(format!(
            "There are records of {} days before the first finding: too few to say for sure what is new for the account.",
            scene.usual.baseline_days
        )));
    }
    against
}
