//! One swipe's story for programs: JSON with everything, CSV with the verdict's columns.

use super::Teller;
use batch::Judged;
use batch::verdict_table::{Columns, Names};
use serde_json::{Map, Value, json};
use trail::Trail;

impl Teller<'_> {
    fn names<R>(&self, then: impl FnOnce(&Names<'_>) -> R) -> R {
        let citations = self.opened.scanned.citations();
        let incidents = crate::report::fill::incident_ids(self.traced);
        then(&Names {
            citations: &citations,
            incidents: &incidents,
            zone: self.zone,
        })
    }

    pub(super) fn json(&self, trail: &Trail<'_>, judged: &Judged<'_>) -> Value {
        let mut verdict = Map::new();
        self.names(|names| {
            let all = Columns::all();
            let schema = all.schema();
            let mut columns = schema.fields().iter();
            all.line(judged, names, |field| {
                if let Some(column) = columns.next() {
                    let value = match column.data_type().is_integer() {
                        true => amount(field),
                        false => field.into(),
                    };
                    verdict.insert(column.name().clone(), value);
                }
            });
        });
        let (events, out) = self.seen(trail, judged);
        let timeline: Vec<Value> = events
            .iter()
            .map(|event| {
                let at = if event.date_only { self.zone.day(event.at).to_string() } else { self.zone.show(event.at) };
                json!({ "at": at, "source": event.source, "what": event.seen.codes(), "currency": event.currency, "record": event.record, "waited_s": event.waited_s })
            })
            .collect();
        let ruled_out: Vec<Value> = out
            .iter()
            .map(|one| json!({ "what": one.key, "record": one.record }))
            .collect();
        json!({ "verdict": verdict, "timeline": timeline, "ruled_out": ruled_out, "message": self.message(judged) })
    }

    pub(super) fn csv(&self, found: &[(Trail<'_>, Judged<'_>)]) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let all = Columns::all();
        // Writing to memory cannot fail.
        let _ = writer.write_record(all.header());
        self.names(|names| {
            for (_, judged) in found {
                let mut record = csv::StringRecord::new();
                all.line(judged, names, |field| record.push_field(field));
                let _ = writer.write_record(&record);
            }
        });
        writer
            .into_inner()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

/// An amount of a line of the table as a number; what is not known is null.
fn amount(field: &str) -> Value {
    field.parse::<i64>().map_or(Value::Null, Value::from)
}
