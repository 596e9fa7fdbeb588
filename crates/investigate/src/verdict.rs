//! Whether an account was taken over, from the findings about it.

use std::collections::{BTreeMap, BTreeSet};

use trail365_findings::Alert;
use trail365_sigma::Level;

use crate::attribution::{Attribution, shares};
use crate::evidence::Book;
use crate::facts::Cited;
use crate::model::{Class, Confidence, Statement, Verdict, VerdictWord};
use crate::scene::Scene;
use crate::words::count_of;

/// Least number of findings of medium level on one branch that make a verdict likely.
const SEVERAL: usize = 2;

/// Judges an account. Findings that stand in the owner's sessions alone count less: they are what the owner did.
pub(crate) fn judge(scene: &Scene<'_>, missing: Vec<String>, book: &mut Book) -> Verdict {
    let (own, others): (Vec<&Alert>, Vec<&Alert>) = scene
        .alerts
        .iter()
        .filter(|alert| alert.level >= Level::Medium)
        .partition(|alert| is_owners(alert, scene));
    let tied = count_tied(scene);
    let word = word_of(scene, &own, &others, tied, &missing);
    Verdict {
        word,
        text: sentence(word, scene.user, count_rules(&others, Level::High), tied) + outside_of_span(scene),
        speaks_for: findings(&others, book),
        speaks_against: against(scene, &own, others.is_empty(), book),
        missing,
    }
}

fn word_of(
    scene: &Scene<'_>,
    own: &[&Alert],
    others: &[&Alert],
    tied: usize,
    missing: &[String],
) -> VerdictWord {
    let is_by_analyst = scene.places_of(Class::Attacker).any(|place| scene.attributions[place].is_by_analyst);
    let has_high = count_rules(others, Level::High) > 0;
    let is_several = |of: &Attribution| of.class != Class::Owner && of.medium >= SEVERAL;
    if tied >= 2 || (has_high && is_by_analyst) {
        VerdictWord::Confirmed
    } else if has_high || scene.attributions.iter().any(is_several) {
        VerdictWord::Likely
    } else if !others.is_empty() || is_by_analyst || count_rules(own, Level::High) > 0 {
        VerdictWord::Possible
    } else if missing.is_empty() {
        VerdictWord::NoSign
    } else {
        VerdictWord::Undecidable
    }
}

/// Counts the rules that found something of a level and above.
fn count_rules(alerts: &[&Alert], level: Level) -> usize {
    let found = alerts.iter().filter(|alert| alert.level >= level);
    found.map(|alert| alert.rule_id.as_str()).collect::<BTreeSet<_>>().len()
}

/// Reports whether the records of a finding that are the account's all stand in sessions of the owner.
fn is_owners(alert: &Alert, scene: &Scene<'_>) -> bool {
    let own = alert.members.iter().map(|member| member.content_hash).filter(|record| scene.has(*record));
    let mut classes = own.map(|record| scene.whose(record).class).peekable();
    classes.peek().is_some() && classes.all(|class| class == Class::Owner)
}

/// Counts the findings of high level that one session or address ties together, each with records that no other has.
fn count_tied(scene: &Scene<'_>) -> usize {
    let places: Vec<usize> = scene.places_of(Class::Attacker).collect();
    let grave = places.iter().filter(|place| !scene.attributions[**place].high.is_empty());
    let tied = |place: &usize| {
        let others = grave.clone().filter(|other| shares(&scene.drafts[*place], &scene.drafts[**other]));
        // A finding that stands in several branches is one.
        let mut findings: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for (rule, records) in others.flat_map(|other| &scene.attributions[*other].high) {
            findings.entry(rule).or_default().extend(records);
        }
        count_disjoint(findings.values().collect())
    };
    places.iter().map(tied).max().unwrap_or_default()
}

/// Counts sets that have nothing in common, beginning with the smallest.
fn count_disjoint(mut sets: Vec<&BTreeSet<i64>>) -> usize {
    sets.sort_by_key(|set| set.len());
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    let mut count = 0;
    for set in sets.into_iter().filter(|set| !set.is_empty()) {
        if taken.is_disjoint(set) {
            taken.extend(set);
            count += 1;
        }
    }
    count
}

fn sentence(word: VerdictWord, user: &str, high: usize, tied: usize) -> String {
    match word {
        VerdictWord::Confirmed if tied < 2 => format!(
            "{user} was taken over: there is a finding of high level, and the analyst says which sessions are the attacker's."
        ),
        VerdictWord::Confirmed => format!(
            "{user} was taken over: one session or address ties {} of high level together that share no record.",
            count_of(tied, "finding")
        ),
        VerdictWord::Likely if high == 0 => {
            format!("{user} was likely taken over: several findings of medium level stand in one session.")
        }
        VerdictWord::Likely => format!(
            "{user} was likely taken over: {} of high level, but no session or address ties two of them that share no record.",
            count_of(high, "finding")
        ),
        VerdictWord::Possible => {
            format!(
                "{user} may have been taken over: there are findings, none of high level outside of the owner's sessions."
            )
        }
        VerdictWord::NoSign => format!(
            "There is no sign that {user} was taken over: no finding above level low outside of the owner's sessions, in data that would show it."
        ),
        VerdictWord::Undecidable => format!("The data cannot tell whether {user} was taken over."),
    }
}

/// Says that the attacker did nothing in the span of the report, where that is so.
fn outside_of_span(scene: &Scene<'_>) -> &'static str {
    let mut acts = scene.attacker_acts().into_iter().map(|act| scene.span.has(act.time)).peekable();
    if acts.peek().is_some() && acts.all(|is_in| !is_in) {
        " No act of the attacker is recorded in the period asked for: the verdict is on all of the data."
    } else {
        ""
    }
}

/// States the findings, the gravest first, each rule once.
fn findings(alerts: &[&Alert], book: &mut Book) -> Vec<Statement> {
    let mut order: Vec<&Alert> = alerts.to_vec();
    order.sort_by_key(|alert| (std::cmp::Reverse(alert.level), alert.first_time));
    let mut seen = BTreeSet::new();
    let mut stated = Vec::new();
    for alert in order.iter().filter(|alert| seen.insert(alert.rule_id.as_str())) {
        let same = order.iter().filter(|other| other.rule_id == alert.rule_id);
        let members = same.flat_map(|alert| &alert.members).map(Cited::from);
        let text = format!("{} [{}]", alert.title, alert.level.as_str());
        stated.push(book.state(Confidence::Finding, text, members));
    }
    stated
}

/// States what speaks against, or makes less sure.
fn against(scene: &Scene<'_>, own: &[&Alert], is_only_tried: bool, book: &mut Book) -> Vec<Statement> {
    let said = |text: String| Statement { confidence: Confidence::Recorded, text, ..Statement::default() };
    let owner = scene.places_of(Class::Owner).count();
    let mut against = Vec::new();
    if owner > 0 {
        let all = scene.drafts.len();
        against.push(said(format!(
            "{owner} of {all} branches of sessions came from addresses or devices that were usual for the account."
        )));
    }
    if !own.is_empty() {
        let text = format!(
            "{} above level low {} in sessions of the owner alone.",
            count_of(own.len(), "finding"),
            if own.len() == 1 { "stands" } else { "stand" }
        );
        let members = own.iter().flat_map(|alert| &alert.members).map(Cited::from);
        against.push(book.state(Confidence::Recorded, text, members));
    }
    if is_only_tried && !scene.attempts.is_empty() {
        let text = "The account was tried in findings about several accounts: sign-ins were refused, and these findings let nobody into it.".to_owned();
        against.push(book.state(Confidence::Recorded, text, scene.attempts.iter().cloned()));
    }
    if !scene.usual.is_baseline() {
        let days = match scene.usual.baseline_days {
            ..=0 => "less than a day".to_owned(),
            days => count_of(days as usize, "day"),
        };
        against.push(said(format!(
            "There are records of {days} before the first finding: too few to say for sure what is new for the account."
        )));
    }
    against
}
