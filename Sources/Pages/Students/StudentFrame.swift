import Operations
import Records

/// The top of every page about one student: the ribbon, with alerts, and the tabs.
public struct StudentFrame {
    public enum Part: String, CaseIterable, Sendable {
        case profile, programs, documents, events, plans, history, access
    }

    let head: StudentHead
    let part: Part?
    /// Which parts the viewer may see.
    let parts: [Part]

    public init(_ head: StudentHead, _ part: Part?, parts: [Part] = Part.allCases) {
        self.head = head
        self.part = part
        self.parts = parts
    }

    /// The parts that somebody with these rights sees.
    public static func parts(for allows: (Permission) -> Bool) -> [Part] {
        Part.allCases.filter { part in
            switch part {
            case .profile: true
            case .programs: allows(.seePrograms)
            case .documents: allows(.seeDocuments)
            case .events: allows(.seeEvents)
            case .plans: allows(.seePlans)
            case .history: allows(.seeChanges)
            case .access: allows(.seeAccessLog)
            }
        }
    }

    var html: HTML { ribbon + tabBar }

    /// Who it is, on one line, with what to look out for first.
    private var ribbon: HTML {
        """
        <section class="ribbon" aria-label="\(say: Phrase("ribbon.label", "Student"))">
        \(each: head.alerts, { "<strong class=\"alert\">\($0)"
            + "<span class=\"visually-hidden\"> \(say: .alertWord)</span></strong>" })
        <strong>\(head.student.name)</strong>
        <dl>
        \(pair(.studentID, HTML(text: head.student.studentID)))
        \(if: !head.student.stateID.isEmpty, pair(.stateID, HTML(text: head.student.stateID)))
        \(if: !head.value("birthDate").isEmpty, pair(.birthDate, .day(head.value("birthDate"))))
        \(if: !head.value("grade").isEmpty,
            pair(.grade, HTML(text: Words.grade(head.value("grade")))))
        \(if: !head.siteName.isEmpty, pair(.school, HTML(text: head.siteName)))
        </dl>
        \(integration)
        </section>
        """
    }

    private func pair(_ name: Phrase, _ value: HTML) -> HTML {
        "<div><dt>\(say: name)</dt><dd>\(value)</dd></div>"
    }

    private var integration: HTML {
        head.student.integrationID == nil
            ? tag(Phrase("ribbon.not-integrated", "Not integrated"), .yellow)
            : tag(Phrase("ribbon.integrated", "Linked to the SIS"), .green)
    }

    private var tabBar: HTML {
        tabs(
            .studentParts,
            parts.map { one in
                Tab(
                    Self.label(one),
                    Address.student(head.id, one == .profile ? "" : one.rawValue),
                    isCurrent: one == part)
            })
    }

    private static func label(_ part: Part) -> Phrase {
        switch part {
        case .profile: .profile
        case .programs: .programs
        case .documents: .documents
        case .events: .events
        case .plans: .learningPlans
        case .history: .history
        case .access: Phrase("student.part-access", "Who has seen")
        }
    }
}

extension Phrase {
    static let alertWord = Phrase("ribbon.alert", "alert")

    /// Pages about one student are called after it and their part.
    static func of(_ part: Phrase, _ name: String) -> Phrase {
        Phrase("student.part-of", "{0}: {1}", part.text, name)
    }
}
