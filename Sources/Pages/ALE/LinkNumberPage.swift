import Operations
import Records

/// Enters the number by which a student links to the SIS.
public struct LinkNumberPage: PageContent {
    public enum Number: String, Sendable, CaseIterable {
        case ssid
        case otherID = "other-id"

        var label: Phrase { self == .ssid ? .ssid : .otherID }
        public var action: Phrase { self == .ssid ? .enterSSID : .enterOtherID }
    }

    let head: StudentHead
    let number: Number
    let formats: IDFormats
    public let form: FormState

    public init(_ head: StudentHead, _ number: Number, formats: IDFormats, form: FormState) {
        self.head = head
        self.number = number
        self.formats = formats
        self.form = form
    }

    public var title: Phrase { .of(number.action, head.givenName) }
    public var section: Section { .linkALE }

    public var body: HTML {
        let format = number == .ssid ? formats.stateID : formats.otherID
        return """
            \(StudentFrame(head, nil).html)
            \(postForm(LinkALEPage.address(head.id, number.rawValue), """
                \(textField("number", number.label, hint: CreateALEPage.hint(Phrase(
                    "link-number.hint", "You will see what it leads to before anything changes."),
                    format), form, width: 20))
                \(buttons(button(.goOn), link(.cancel, LinkALEPage.address)))
                """))
            """
    }
}
