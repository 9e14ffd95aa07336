import Foundation
import Operations
import Records

extension FormValues {
    /// Numbers that were typed one to a line, or with commas between them.
    func lines(_ name: String) -> [String] {
        self[name].split { $0.isNewline || $0 == "," }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }

    /// What of a record was chosen for an envelope.
    var envelopeParts:
        (sections: Set<EnvelopeSection>, years: Set<SchoolYear>?, takesFinalOnly: Bool)
    {
        get throws {
            let years = self["years"].split { $0 == "," || $0.isWhitespace }.map(String.init)
            let read = years.compactMap { SchoolYear(text: $0) }
            guard read.count == years.count else { throw FormProblems("years", .notASchoolYear) }
            return (
                Set(all("sections").compactMap(EnvelopeSection.init)),
                read.isEmpty ? nil : Set(read), self["finalOnly"] == "yes"
            )
        }
    }
}
