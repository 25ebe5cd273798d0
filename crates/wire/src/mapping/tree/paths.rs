//! The paths that a layout wants of a tree, folded into one, so that each node of a file is looked at once.
//!
//! `Document/*/Stmt|Rpt/Ntry` has names, any name, and one of several; `../Acct/Id` goes up from the row first; `@Ccy` is an
//! attribute. In: paths and what each is for. Out: where a step leads. Absent: the file's own nodes.

/// What the nodes at a path are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Each is a row.
    Row,
    /// Each is a part of its row.
    Part,
    /// Without one the file is not whole.
    Needed,
    /// It begins a scope: what this slot holds of the scope before is forgotten.
    Clears(usize),
    /// Its text is a cell's, by one of the cell's paths.
    Slot(usize),
    /// It begins and ends what a check compares.
    Scope(usize),
    /// Each is counted or summed by this term.
    Term(usize),
    /// Its text is the term's amount.
    Amount(usize),
    /// Its text is the term's sign.
    Sign(usize),
    /// Its text says whether the term takes the node.
    Where(usize),
}

/// No step leads here.
pub(super) const NOWHERE: u32 = u32::MAX;
/// More paths than any layout wants, once their alternatives are written out.
const NODES_MAX: usize = 4096;

#[derive(Clone, Debug, Default)]
struct Node {
    children: Vec<(String, u32)>,
    any: Option<u32>,
    uses: Vec<Use>,
}

/// All wanted paths.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    nodes: Vec<Node>,
}

impl Wanted {
    pub fn new() -> Wanted {
        Wanted {
            nodes: vec![Node::default()],
        }
    }

    /// Wants a path for something; whether there was room for it.
    pub fn add(&mut self, path: &[String], purpose: Use) -> bool {
        let mut ends = vec![0_u32];
        for step in path {
            let mut next = Vec::new();
            for end in ends {
                step.split('|')
                    .for_each(|name| self.lead(end, name, &mut next));
            }
            next.sort_unstable();
            next.dedup();
            ends = next;
            if self.nodes.len() > NODES_MAX {
                return false;
            }
        }
        for end in ends {
            let uses = &mut self.nodes[end as usize].uses;
            if !uses.contains(&purpose) {
                uses.push(purpose);
            }
        }
        true
    }

    /// Where a name leads from a node. Any name is also each of those that are named, so that a step need only be looked
    /// up once: a named place has all the uses that the place of any name has.
    fn lead(&mut self, node: u32, name: &str, ends: &mut Vec<u32>) {
        let place = &self.nodes[node as usize];
        let named = place.children.iter().find(|(known, _)| known == name);
        match (named.map(|(_, child)| *child), place.any) {
            _ if name == "*" => {
                ends.extend(place.children.iter().map(|(_, child)| *child));
                let any = place.any.unwrap_or_else(|| self.fresh());
                self.nodes[node as usize].any = Some(any);
                ends.push(any);
            }
            (Some(child), _) => ends.push(child),
            (None, any) => {
                let child = match any {
                    Some(any) => self.copy(any),
                    None => self.fresh(),
                };
                let children = &mut self.nodes[node as usize].children;
                children.push((name.to_owned(), child));
                ends.push(child);
            }
        }
    }

    fn fresh(&mut self) -> u32 {
        self.nodes.push(Node::default());
        self.nodes.len() as u32 - 1
    }

    /// A place with the uses of this one, and all that lies below it.
    fn copy(&mut self, node: u32) -> u32 {
        let mut copied = self.nodes[node as usize].clone();
        for (_, child) in &mut copied.children {
            *child = self.copy(*child);
        }
        copied.any = copied.any.map(|any| self.copy(any));
        let copy = self.fresh();
        self.nodes[copy as usize] = copied;
        copy
    }

    /// Where a step leads from a node, if any path goes there.
    pub fn step(&self, node: u32, name: &str) -> u32 {
        let Some(node) = self.nodes.get(node as usize) else {
            return NOWHERE;
        };
        let named = node.children.iter().find(|(known, _)| known == name);
        named
            .map(|(_, child)| *child)
            .or(node.any)
            .unwrap_or(NOWHERE)
    }

    pub fn uses(&self, node: u32) -> &[Use] {
        self.nodes.get(node as usize).map_or(&[], |node| &node.uses)
    }

    /// Whether the text of this node is wanted.
    pub fn wants_text(&self, node: u32) -> bool {
        let is_text = |purpose: &Use| {
            matches!(
                purpose,
                Use::Slot(_) | Use::Amount(_) | Use::Sign(_) | Use::Where(_)
            )
        };
        self.uses(node).iter().any(is_text)
    }
}

/// The steps of a path that begins at the file's root.
pub(super) fn absolute(path: &str) -> Option<Vec<String>> {
    let steps: Vec<String> = path.split('/').map(str::to_owned).collect();
    let well = |step: &String| !step.is_empty() && step != "..";
    steps.iter().all(well).then_some(steps)
}

/// The steps of a path that begins at a node, and how many of the node's own steps are left when it has gone up.
pub(super) fn relative(node: &[String], path: &str) -> Option<(Vec<String>, usize)> {
    let (mut kept, mut rest) = (node.len(), path);
    while let Some(after) = rest.strip_prefix("../") {
        kept = kept.checked_sub(1)?;
        rest = after;
    }
    if rest == "." {
        return Some((node[..kept].to_vec(), kept));
    }
    let mut steps = node[..kept].to_vec();
    steps.extend(absolute(rest)?);
    Some((steps, kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fold_into_one_tree() {
        let row = absolute("Document/*/Stmt|Rpt/Ntry").expect("a path");
        let mut wanted = Wanted::new();
        assert!(wanted.add(&row, Use::Row));
        let (account, kept) = relative(&row, "../Acct/Id").expect("a path");
        assert_eq!(kept, 3);
        let cell = Use::Slot(0);
        assert!(wanted.add(&account, cell));
        let walk = |path: &str| {
            path.split('/')
                .fold(0, |node, step| wanted.step(node, step))
        };
        assert_eq!(wanted.uses(walk("Document/X/Rpt/Ntry")), [Use::Row]);
        assert_eq!(wanted.uses(walk("Document/Y/Stmt/Acct/Id")), [cell]);
        assert_eq!(wanted.uses(walk("Document/Y/Bal/Acct/Id")), []);
        assert!(wanted.wants_text(walk("Document/Y/Stmt/Acct/Id")));
        for broken in ["", "a//b", "a/../b"] {
            assert_eq!(absolute(broken), None, "{broken}");
        }
        assert_eq!(relative(&row, "../../../../../x"), None);
    }

    #[test]
    fn any_name_is_also_one_that_another_path_names() {
        let row = absolute("Document/*/Stmt").expect("a path");
        let scope = absolute("Document/BkToCstmrStmt/Stmt").expect("a path");
        for (first, second) in [
            ((&row, Use::Row), (&scope, Use::Scope(0))),
            ((&scope, Use::Scope(0)), (&row, Use::Row)),
        ] {
            let mut wanted = Wanted::new();
            assert!(wanted.add(first.0, first.1) && wanted.add(second.0, second.1));
            let uses = |path: &[&str]| {
                let node = path.iter().fold(0, |node, step| wanted.step(node, step));
                wanted.uses(node)
            };
            assert_eq!(
                uses(&["Document", "BkToCstmrStmt", "Stmt"]),
                [first.1, second.1]
            );
            assert_eq!(uses(&["Document", "Other", "Stmt"]), [Use::Row]);
        }
        // However often a step says the same, it leads to one place.
        let mut wanted = Wanted::new();
        let path = vec!["*|a|a|*".to_owned(); 40];
        assert!(wanted.add(&path[..8], Use::Row));
        assert!(!wanted.add(&path, Use::Row));
    }
}
