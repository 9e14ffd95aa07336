import Records

// A report has a hundred rows and fields, several times each. An encoder takes longer for it than
// the whole merge does; so what is much of it is written by hand, in the same form.

extension MergeReport {
    /// The report as it is kept: what `StableJSON` makes of it.
    var json: String {
        var json = JSONBuilder()
        json.object {
            $0.member("after") { $0.subject(after) }
            $0.member("plan") { $0.plan(plan) }
        }
        return json.text
    }
}

extension JSONBuilder {
    fileprivate mutating func plan(_ plan: MergePlan) {
        object {
            $0.member("choices", plan.choices)
            $0.member("collisions") {
                $0.array(plan.collisions) { $0.collision($1) }
            }
            $0.member("differences") {
                $0.array(plan.differences) { $0.difference($1) }
            }
            $0.member("drops", encoding: plan.drops)
            $0.member("guards", encoding: plan.guards)
            if let hidden = plan.hidden { $0.member("hidden", encoding: hidden) }
            $0.member("identifiers", encoding: plan.identifiers)
            $0.member("outcome") { $0.subject(plan.outcome) }
            $0.member("refusedChoices", encoding: plan.refusedChoices)
            $0.member("replacements") {
                $0.object {
                    for (key, source) in plan.replacements.sorted(by: { $0.key < $1.key }) {
                        $0.member(key, source)
                    }
                }
            }
            $0.member("sources") { $0.array(plan.sources) { $0.subject($1) } }
            $0.member("superseded", encoding: plan.superseded)
            $0.member("target") { $0.subject(plan.target) }
        }
    }

    fileprivate mutating func subject(_ subject: MergeSubject) {
        object {
            $0.member("id", subject.id)
            $0.member("identifiers", encoding: subject.identifiers)
            $0.member("integrationID", subject.integrationID)
            $0.member("revision", subject.revision)
            $0.member("rows") { $0.array(subject.rows) { $0.row($1) } }
            $0.member("sisNumbers", subject.sisNumbers)
            $0.member("sisStudent", subject.sisStudent)
            $0.member("status", subject.status)
            $0.member("studentID", subject.studentID)
            $0.member("values") {
                $0.object {
                    $0.member("own") { $0.values(subject.values.own) }
                    guard let sis = subject.values.sis else { return }
                    $0.member("sis") { $0.values(sis) }
                }
            }
        }
    }

    private mutating func row(_ row: MergeRow) {
        object {
            $0.member("content", row.content)
            $0.member("end", row.end.map(Int.init))
            $0.member("group", row.group)
            $0.member("isPrimary", row.isPrimary)
            $0.member("key", row.key)
            $0.member("kind", row.kind.rawValue)
            $0.member("start", row.start.map(Int.init))
            $0.member("words", row.words)
        }
    }

    private mutating func values(_ values: [String: FieldValue]) {
        object {
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                $0.member(name) { $0.value(value) }
            }
        }
    }

    private mutating func value(_ value: FieldValue) {
        object {
            $0.member("changeSet", value.changeSet)
            $0.member("value", value.value)
        }
    }

    private mutating func difference(_ difference: MergeDifference) {
        object {
            $0.member("choice", difference.choice.rawValue)
            $0.member("field", difference.field)
            $0.member("isSettled", difference.isSettled)
            $0.member("offers") { $0.array(difference.offers) { $0.offer($1) } }
            $0.member("owner", difference.owner.rawValue)
            $0.member("standard", difference.standard.rawValue)
            $0.member("taken", difference.taken)
            $0.member("target") { $0.value(difference.target) }
            $0.member("targetIsFromSIS", difference.targetIsFromSIS)
        }
    }

    private mutating func offer(_ offer: MergeDifference.Offer) {
        object {
            $0.member("isFromSIS", offer.isFromSIS)
            $0.member("source", offer.source)
            $0.member("studentID", offer.studentID)
            $0.member("value") { $0.value(offer.value) }
        }
    }

    private mutating func collision(_ collision: MergeCollision) {
        object {
            $0.member("action", collision.action.rawValue)
            $0.member("id", collision.id)
            $0.member("kind", collision.kind.rawValue)
            $0.member("options") { $0.array(collision.options) { $0.add($1) } }
            $0.member("relation", collision.relation.rawValue)
            $0.member("source", collision.source)
            $0.member("sourceKey", collision.sourceKey)
            $0.member("sourceWords", collision.sourceWords)
            $0.member("targetKeys") { $0.array(collision.targetKeys) { $0.add($1) } }
            $0.member("targetWords") { $0.array(collision.targetWords) { $0.add($1) } }
        }
    }
}
