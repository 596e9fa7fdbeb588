//! An account's records with their branches and classes: what sections are written from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use trail365_findings::Alert;

use crate::attribution::{Attribution, Draft, Usual, follow_addresses, follow_apps};
use crate::evidence::Book;
use crate::facts::{Act, Cited, Decoded};
use crate::model::Class;
use crate::span::Span;

/// How far from a record without session or address the records of a branch may lie to be taken together with it, in microseconds.
const BESIDE: i64 = 5 * 60 * 1_000_000;

/// An account's records with their branches and classes.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub user: &'a str,
    pub acts: &'a [Act],
    pub alerts: &'a [Alert],
    /// Records of findings that say that the account was tried and let nobody in.
    pub attempts: &'a [Cited],
    pub usual: &'a Usual,
    /// Span of the report.
    pub span: Span,
    /// Workloads that the account has records of.
    pub workloads: BTreeSet<String>,
    pub drafts: Vec<Draft>,
    pub attributions: Vec<Attribution>,
    /// Ids of apps that the attacker gave permissions to.
    pub attacker_apps: BTreeSet<String>,
    /// Branches by the content of records.
    branches: HashMap<i64, usize>,
}

/// Whose act a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whose<'a> {
    pub class: Class,
    /// Label of the branch.
    pub branch: Option<&'a str>,
    /// Whether only user and time say so: the record has neither session nor address.
    pub is_by_time: bool,
}

/// What nobody can be told for.
const NOBODYS: Whose<'static> = Whose { class: Class::Undetermined, branch: None, is_by_time: false };

impl<'a> Scene<'a> {
    /// Puts together what is known of an account.
    pub fn new(
        user: &'a str,
        acts: &'a [Act],
        (alerts, attempts): (&'a [Alert], &'a [Cited]),
        (usual, span): (&'a Usual, Span),
        (drafts, attributions): (Vec<Draft>, Vec<Attribution>),
    ) -> Self {
        let of_draft = |(place, draft): (usize, &Draft)| -> Vec<(i64, usize)> {
            draft.acts.iter().map(|at| (acts[*at].content_hash, place)).collect()
        };
        let branches = drafts.iter().enumerate().flat_map(of_draft).collect();
        Scene {
            user,
            acts,
            alerts,
            attempts,
            usual,
            span,
            workloads: BTreeSet::new(),
            drafts,
            attributions,
            attacker_apps: BTreeSet::new(),
            branches,
        }
    }

    /// Takes what apps do that the attacker gave permissions to for the attacker's; `consents` are those of the account.
    pub fn follow_consents(&mut self, consents: &[&Decoded], book: &mut Book) {
        let given = consents.iter().filter(|row| self.whose_row(row).class == Class::Attacker);
        let apps: BTreeSet<String> =
            given.filter_map(|row| row.text("app_id")).map(str::to_lowercase).collect();
        follow_apps(&self.drafts, self.acts, &apps, &mut self.attributions, book);
        self.attacker_apps = apps;
    }

    /// Takes what comes from addresses that are the attacker's at other accounts for the attacker's.
    pub fn follow_addresses(&mut self, addresses: &BTreeMap<String, String>, book: &mut Book) {
        follow_addresses((self.user, &self.drafts), self.acts, addresses, &mut self.attributions, book);
    }

    /// Reports whether the account did nothing in the span of the report.
    pub fn is_span_empty(&self) -> bool {
        !self.acts.iter().any(|act| self.span.has(act.time))
    }

    /// Reports whether the account has records of one of some workloads, whenever.
    pub fn has_records_of(&self, workloads: &[&str]) -> bool {
        workloads.iter().any(|workload| self.workloads.contains(*workload))
    }

    /// Says whose act a record is.
    pub fn whose(&self, content_hash: i64) -> Whose<'_> {
        self.branches.get(&content_hash).map_or(NOBODYS, |place| self.of_branch(*place, false))
    }

    /// Reports whether a record is in one of the account's branches.
    pub fn has(&self, content_hash: i64) -> bool {
        self.branches.contains_key(&content_hash)
    }

    /// Says whose act the record of a row is. What others did to the account is in no branch of its; from an address of the attacker's it is
    /// the attacker's all the same.
    pub fn whose_row(&self, row: &Decoded) -> Whose<'_> {
        match self.branches.get(&row.content_hash()) {
            Some(place) => return self.of_branch(*place, false),
            None if self.is_own(row) => return self.beside(row.time()),
            None => {}
        }
        let address = row.text("client_ip").unwrap_or_default();
        let is_attackers = self
            .places_of(Class::Attacker)
            .any(|place| self.drafts[place].telling_addresses.contains(address));
        if is_attackers { Whose { class: Class::Attacker, ..NOBODYS } } else { NOBODYS }
    }

    /// Reports whether a row is of the account itself, or of a service that changed it: devices and authentication methods are registered so.
    fn is_own(&self, row: &Decoded) -> bool {
        let is_it = |user: &str| user.eq_ignore_ascii_case(self.user);
        row.text("user_id").is_some_and(|user| {
            is_it(user) || (!user.contains('@') && row.text("target_user").is_some_and(is_it))
        })
    }

    fn of_branch(&self, place: usize, is_by_time: bool) -> Whose<'_> {
        Whose { class: self.attributions[place].class, branch: Some(&self.drafts[place].label), is_by_time }
    }

    /// Takes a record without session and address for an act of the branches around it, if these are of one class.
    fn beside(&self, time: i64) -> Whose<'_> {
        let start = self.acts.partition_point(|act| act.time < time - BESIDE);
        let around = self.acts[start..].iter().take_while(|act| act.time <= time + BESIDE);
        let mut places =
            around.filter(|act| !act.is_refused()).filter_map(|act| self.branches.get(&act.content_hash));
        let Some(first) = places.next() else { return NOBODYS };
        let class = self.attributions[*first].class;
        if places.all(|place| self.attributions[*place].class == class) {
            self.of_branch(*first, true)
        } else {
            NOBODYS
        }
    }

    /// Lists the records of the attacker's branches that show an act, in order of time.
    pub fn attacker_acts(&self) -> Vec<&Act> {
        let mut acts: Vec<&Act> = self
            .places_of(Class::Attacker)
            .flat_map(|place| &self.drafts[place].acts)
            .map(|at| &self.acts[*at])
            .collect();
        acts.retain(|act| !act.is_refused());
        acts.sort_by_key(|act| (act.time, act.content_hash));
        acts
    }

    /// Lists the places of the branches of a class.
    pub fn places_of(&self, class: Class) -> impl Iterator<Item = usize> + '_ {
        (0..self.drafts.len()).filter(move |place| self.attributions[*place].class == class)
    }
}
