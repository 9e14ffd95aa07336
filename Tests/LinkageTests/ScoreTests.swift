import Linkage
import Testing

/// What the shipped model makes of two people.
@Suite struct ScoreTests {
    static let child = LinkagePerson([
        .first: "Katherine", .middle: "Rose", .last: "O'Neil", .birthDate: "2012-03-04",
        .gender: "F", .stateID: "1234567890", .address: "12 Oak Street", .city: "Fernton",
        .zip: "98101", .phone: "555-201-3344", .guardian: "Maeve O'Neil",
        .school: "Fernton Elementary",
    ])

    @Test func `somebody is likely who they are`() {
        let score = LinkageModel.students.compare(Self.child, Self.child)
        #expect(score.probability > 0.9999)
        #expect(score.alarms.isEmpty)
    }

    @Test func `the reasons add up to the weight`() {
        var other = Self.child
        (other[.first], other[.birthDate], other[.phone]) = ("Katie", "04/03/2012", "")
        let score = LinkageModel.students.compare(Self.child, other)
        #expect(abs(score.reasons.reduce(0) { $0 + $1.weight } - score.weight) < 1e-6)
        #expect(score.probability > 0.999)
        let first = score.reasons.first { $0.field == .first }?.sentence ?? ""
        #expect(first.hasPrefix("first name: Katie is a short form of Katherine, +"))
    }

    @Test func `a comparison is the same both ways`() {
        var other = Self.child
        (other[.first], other[.last], other[.stateID]) = ("Katie", "Neil", "1234567809")
        let one = LinkageModel.students.compare(Self.child, other)
        let two = LinkageModel.students.compare(other, Self.child)
        #expect(abs(one.weight - two.weight) < 1e-9)
    }

    /// Who has one first name is of one gender, and who was born on one day is in one grade, also
    /// where they are two people.
    @Test func `what another field tells says nothing more`() {
        var child = Self.child
        child[.grade] = "8"
        let score = LinkageModel.students.compare(child, child)
        for (field, other) in [(LinkageField.gender, LinkageField.first), (.grade, .birthDate)] {
            let reason = score.reasons.first { $0.field == field }
            #expect(reason?.level == .told(by: other))
            #expect(reason?.weight == 0)
            #expect(reason?.sentence.contains("says nothing beside the \(other.words)") == true)
        }
        var sibling = child
        (sibling[.first], sibling[.birthDate], sibling[.gender]) = ("Saoirse", "2009-11-20", "M")
        let apart = LinkageModel.students.compare(child, sibling)
        for field in [LinkageField.gender, .grade] {
            let reason = apart.reasons.first { $0.field == field }
            #expect(reason.map { $0.weight != 0 } == true)
        }
    }

    @Test func `twins are two`() {
        var twin = Self.child
        (twin[.first], twin[.middle], twin[.stateID]) = ("Saoirse", "Grace", "5550001112")
        let score = LinkageModel.students.compare(Self.child, twin)
        #expect(score.probability < 0.05)
        #expect(score.alarms.contains(.twins))
        twin[.stateID] = ""
        #expect(LinkageModel.students.compare(Self.child, twin).probability < 0.5)
    }

    @Test func `siblings are two`() {
        var sibling = Self.child
        (sibling[.first], sibling[.middle], sibling[.birthDate], sibling[.stateID]) =
            ("Saoirse", "Grace", "2009-11-20", "")
        #expect(LinkageModel.students.compare(Self.child, sibling).probability < 0.01)
    }

    @Test func `one number of two unlike people is an alarm and not evidence`() {
        let other = LinkagePerson([
            .first: "Mateo", .last: "Villanueva", .birthDate: "2008-07-19", .gender: "M",
            .stateID: "1234567890", .address: "977 Willow Bend",
        ])
        let score = LinkageModel.students.compare(Self.child, other)
        #expect(score.probability < 0.05)
        #expect(score.alarms == [.sharedIdentifier(.stateID)])
    }

    @Test func `two state IDs of one name and birth date are an alarm`() {
        var other = Self.child
        other[.stateID] = "9990001112"
        #expect(
            LinkageModel.students.compare(Self.child, other).alarms.contains(.twoStateIDs))
    }

    @Test func `a rare name says more than a common one`() {
        var names = NameFrequencies()
        names.add(first: "Ana", last: "Garcia", count: 900)
        names.add(first: "Ana", last: "Quillfeather")
        names.add(first: "Luis", last: "Okonkwo", count: 99_000)
        func weight(_ last: String) -> Double {
            let person = LinkagePerson([.first: "Ana", .last: last])
            return LinkageModel.students.compare(person, person, frequencies: names).weight
        }
        #expect(weight("Quillfeather") > weight("Garcia") + 3)
    }

    @Test func `fields are known by their names`() {
        for field in LinkageField.known { #expect(LinkageField(name: field.name) == field) }
        #expect(LinkageField(name: "extra:bus route") == .extra("bus route"))
        #expect(LinkageField(name: "extra:") == nil)
        #expect(LinkageField(name: "shoe") == nil)
    }
}
