import Records
import Storage

/// What envelopes that came say of the class: those that are kept, and those that were. Only of
/// packages that were ever applied to the student, or for whom they were asked: what nobody
/// decided about is nobody's yet.
struct DoomedEnvelopes {
    /// The documents of envelopes with what is left of them, by our numbers of the envelopes.
    private(set) var left: [Int: String] = [:]
    private(set) var blanked: [(image: PriorImage, left: String)] = []
    /// Contents of documents that went.
    private(set) var contents = Set<Int>()
    /// Contents of documents in packages that stay.
    private(set) var contentsOfOthers = Set<Int>()
    private let destruction: Destruction
    private let codes: EnvelopeCodes
    /// The student, with those who are merged into it: what others have whom a merge once joined
    /// with it by mistake is theirs.
    private let family: Set<Int>
    /// The packages of each envelope that are the student's.
    private var packages: [Int: Set<Int>] = [:]

    init(_ destruction: Destruction, _ reader: any Reader) throws {
        self.destruction = destruction
        family = Set(destruction.family)
        codes = EnvelopeCodes(try reader.codes())
        for one in try reader.appliedPackages() where family.contains(one.student) {
            packages[one.envelope, default: []].insert(one.package)
        }
        for image in try reader.priorImages(of: .envelopePackage) {
            let numbers = try Undo.decode(image.image).compactMap { value -> Int? in
                if case .integer(let number) = value { Int(number) } else { nil }
            }
            // As the table has them: its own, envelope, package, student.
            guard numbers.count >= 4, family.contains(numbers[3]) else { continue }
            packages[numbers[1], default: []].insert(numbers[2])
        }
        for kept in try reader.envelopes() where kept.direction == .received {
            if let text = less(kept.document, of: kept.id) { left[kept.id] = text }
        }
        let table = VersionedTable.envelope
        let place = table.columns.firstIndex(of: "document") ?? 0
        for image in try reader.priorImages(of: table) {
            var values = try reader.opened(Undo.decode(image.image), of: table)
            guard values.indices.contains(place), case .text(let document) = values[place],
                let text = less(document, of: Int(image.rowKey) ?? 0)
            else { continue }
            values[place] = .text(text)
            blanked.append((image, ImageText.json(try reader.sealed(values, of: table))))
        }
    }

    /// A document without what goes of it; nil where nothing does.
    private mutating func less(_ document: String, of envelope: Int) -> String? {
        guard var received = StableJSON.value(ReceivedEnvelope.self, document) else { return nil }
        var isLess = false
        for (place, package) in received.packages.enumerated() {
            let isAsked = received.asked?[place].map(family.contains) ?? false
            guard isAsked || packages[envelope]?.contains(place + 1) == true else {
                contentsOfOthers.formUnion(package.documents.compactMap(\.content))
                continue
            }
            let rest = package.without(destruction.destroyed, codes)
            if rest == package { continue }
            if destruction.destroyed == .documents {
                contents.formUnion(package.documents.compactMap(\.content))
            }
            received.packages[place] = rest
            isLess = true
        }
        return isLess ? StableJSON.text(received) : nil
    }
}

extension StudentPackage {
    /// The same without what belongs to a class, by the sender's word or by this district's.
    fileprivate func without(_ destroyed: DestroyedClass, _ codes: EnvelopeCodes) -> StudentPackage
    {
        func goes(_ program: Program) -> Bool {
            destroyed.holdsPrograms(systemKey: program.systemKey)
                || codes.program(program).map {
                    destroyed.holdsPrograms(systemKey: $0.systemKey)
                } ?? false
        }
        return StudentPackage(
            label: label, stateID: stateID, otherID: otherID, studentID: studentID,
            fields: fields.filter { !destroyed.fields.contains($0.key) },
            programs: programs.filter { !goes($0) },
            events: destroyed == .events ? [] : events,
            documents: destroyed == .documents ? [] : documents)
    }
}
