import Records
import Synchronization

/// Seals what only some may see before it is kept, with a key that the database does not have.
///
/// A copy of the database alone then tells neither the confidential fields of students, nor what
/// programs they are in, nor what is written of their plans and events, nor documents, nor rows
/// that imports kept out, nor plans and reasons of change sets. What is looked up by its value
/// stays open: names, numbers, dates of birth. Of program enrollments, the number of the code
/// stays, and what that number means is sealed.
public protocol ValueCipher: Sendable {
    /// Whether the key is there.
    var canOpen: Bool { get }
    /// Equal texts of one kind at one place give equal ones; what differs tells nothing but its
    /// length.
    ///
    /// - Parameters:
    ///   - kind: what it is; it can be opened as nothing else.
    ///   - place: the number of the row.
    func seal(_ text: String, kind: String, place: Int) throws -> String
    func seal(_ bytes: [UInt8], kind: String, place: Int) throws -> [UInt8]
    /// - Throws: `StorageError.sealed` where it is not of this kind, was changed, or is of another
    ///   key.
    func open(_ sealed: Substring, kind: String) throws -> String
    func open(_ sealed: [UInt8], kind: String) throws -> [UInt8]
    /// Stands for the number that tells whether a row of a file is the same, where that number was
    /// made of confidential values too: they are few, and could be tried.
    func tag(_ content: Int64) -> Int64
    /// Seals a secret with the key of keys.
    func wrap(_ secret: [UInt8], named name: String) throws -> [UInt8]
    func unwrap(_ wrapped: [UInt8], named name: String) throws -> [UInt8]
}

/// The cipher of an open district, where it has one.
public final class CipherSlot: Sendable {
    private let held = Mutex<(any ValueCipher)?>(nil)
    private let whole = Atomic(false)

    public init() {}

    public var cipher: (any ValueCipher)? {
        get { held.withLock { $0 } }
        set {
            if newValue == nil { isWhole = false }
            held.withLock { $0 = newValue }
        }
    }

    /// Whether all that stood in the district before it had a cipher is known to be sealed; not
    /// where the cipher was taken out.
    public var isWhole: Bool {
        get { whole.load(ordering: .acquiring) }
        set { whole.store(newValue, ordering: .releasing) }
    }
}

/// How sealed values begin, so that they are told from open ones.
enum SealedForm {
    static let text = "~s1~"
    static let bytes = Array(text.utf8)
    /// Of secrets.
    static let wrapped = Array("~k1~".utf8)

    static func isSealed(_ value: String) -> Bool { value.hasPrefix(text) }
    static func isSealed(_ value: [UInt8]) -> Bool { value.starts(with: bytes) }
    static func isWrapped(_ value: [UInt8]) -> Bool { value.starts(with: wrapped) }
}

extension Reader {
    /// Whether what is sealed can be opened; true where nothing is.
    public func opensSealedValues() throws -> Bool {
        if let cipher { return cipher.canOpen }
        return try !secretNames().contains {
            try wrappedSecret(named: $0).map(SealedForm.isWrapped) ?? false
        }
    }

    /// What a text says that may be sealed. Where a text for people cannot be opened, `LostText`
    /// stands for it, so that all the rest can be shown.
    ///
    /// - Throws: `StorageError.sealed` where a plan cannot be opened: nobody may go by half of it.
    public func opened(_ text: String, kind: String) throws -> String {
        guard SealedForm.isSealed(text) else { return text }
        let sealed = text.dropFirst(SealedForm.text.count)
        do {
            guard let cipher else { throw StorageError.sealed }
            return try cipher.open(sealed, kind: kind)
        } catch StorageError.sealed {
            if kind == SealedKind.plan { throw StorageError.sealed }
            if SealedKind.empty.contains(kind) { return "" }
            return LostText.text(for: sealed)
        }
    }

    func opened(_ bytes: [UInt8], kind: String) throws -> [UInt8] {
        guard SealedForm.isSealed(bytes) else { return bytes }
        guard let cipher else { throw StorageError.sealed }
        return try cipher.open(Array(bytes.dropFirst(SealedForm.bytes.count)), kind: kind)
    }

    /// As it is to be kept.
    public func sealed(_ text: String, kind: String, place: Int) throws -> String {
        guard let cipher, !text.isEmpty else { return text }
        return SealedForm.text + (try cipher.seal(text, kind: kind, place: place))
    }

    func sealed(_ bytes: [UInt8], kind: String, place: Int) throws -> [UInt8] {
        guard let cipher else { return bytes }
        return try SealedForm.bytes + cipher.seal(bytes, kind: kind, place: place)
    }
}

/// What is sealed, by what it is called when it is sealed.
public enum SealedKind {
    static func field(_ name: String) -> String { "student_field/\(name)" }
    static let disability = "sis_student/primary_disability"
    static let plan504 = "sis_student/plan_504"
    static let otherColumns = "sis_student/other_columns"
    public static let plan = "change_set/plan"
    static let reason = "change_set/reason"
    static let report = "import_run/report"
    static let row = "import_row"
    static let file = "import_file"
    static let document = "content_piece"

    /// Texts for programs that are as good as none where they cannot be opened.
    static let empty: Set = [report, row, otherColumns, "learning_plan/approved_snapshot"]
}
