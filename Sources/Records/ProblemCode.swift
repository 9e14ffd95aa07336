/// Everything that can be said against a file, a row or a cell of an import.
///
/// The raw value is the stable code that reports, error files and `docs/errors.md` use. Cases are
/// in order of precedence: where one thing is to be said of a row, it is the first.
public enum ProblemCode: String, CaseIterable, Codable, Sendable, Comparable {
    // The file as a whole.
    case fileEmpty = "file.empty"
    case fileNoRows = "file.no-rows"
    case fileUnreadable = "file.unreadable"
    case fileNotText = "file.not-text"
    case fileSpreadsheet = "file.spreadsheet"
    case fileCompressed = "file.compressed"
    case fileLayoutUnknown = "file.layout-unknown"
    case fileColumnsUnclear = "file.columns-unclear"
    case fileColumnsMissing = "file.columns-missing"
    case fileChangedWhileRead = "file.changed-while-read"
    case fileEncoding = "file.encoding"
    case fileUnreadableCharacters = "file.unreadable-characters"
    case fileSeparator = "file.separator"
    case fileNoFinalLineEnd = "file.no-final-line-end"
    case fileDayFirst = "file.day-first"
    // The row as a whole.
    case rowTooLong = "row.too-long"
    case rowExtraCells = "row.extra-cells"
    case rowShort = "row.short"
    case rowCut = "row.cut"
    case rowOpenQuote = "row.open-quote"
    // One cell.
    case cellMissing = "cell.missing"
    case cellTooLong = "cell.too-long"
    case cellNUL = "cell.nul"
    case cellLineBreak = "cell.line-break"
    case cellInvisible = "cell.invisible"
    case cellTrimmed = "cell.trimmed"
    case idScientific = "id.scientific"
    case idLeadingZeros = "id.leading-zeros"
    case numberInvalid = "number.invalid"
    case numberLeadingZeros = "number.leading-zeros"
    case yearInvalid = "year.invalid"
    case dateInvalid = "date.invalid"
    case dateSerial = "date.serial"
    case dateTwoDigitYear = "date.two-digit-year"
    case dateTime = "date.time"
    case dateRange = "date.range"
    case dateOrder = "date.order"
    case dateNone = "date.none"
    // Program enrollments.
    case programNoStart = "program.no-start"
    case programStartFromEligibility = "program.start-from-eligibility"
    case programSiteRequired = "program.site-required"
    case programUnknownCode = "program.unknown-code"
    case programUnknownStudent = "program.unknown-student"
    case programConflictingRows = "program.conflicting-rows"
    case programDuplicateRow = "program.duplicate-row"
    case programNearMiss = "program.near-miss"
    case programNameDiffers = "program.name-differs"
    case programBirthDateDiffers = "program.birth-date-differs"
    case programUnknownSite = "program.unknown-site"
    case programNewCode = "program.new-code"
    case programInactiveCode = "program.inactive-code"
    case programReopened = "program.reopened"
    case programLeftAsIs = "program.left-as-is"
    case programDiscardedBefore = "program.discarded-before"
    case programAbsent = "program.absent"
    case programAbsentUntold = "program.absent-untold"
    // Rosters.
    case rosterConflictingRows = "roster.conflicting-rows"
    case rosterDuplicateRow = "roster.duplicate-row"
    case rosterUnknownStudent = "roster.unknown-student"
    case rosterUnknownSite = "roster.unknown-site"
    case rosterSharedStateID = "roster.shared-state-id"
    case rosterUnknownGrade = "roster.unknown-grade"
    case rosterNotLinked = "roster.not-linked"
    case rosterIgnoredRow = "roster.ignored-row"
    case rosterMissing = "roster.missing"
    // The run as a whole.
    case limitBadRows = "limit.bad-rows"
    case limitTooManyBadRows = "limit.too-many-bad-rows"
    case limitEnds = "limit.ends"
    case limitChanges = "limit.changes"

    /// Whether a problem keeps something out.
    public enum Severity: String, Codable, Sendable { case error, warning }

    public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

    private var order: Int { Self.orders[self] ?? 0 }
    private static let orders = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    /// Errors keep the row (or the file) out; warnings let it in and say what to look at.
    public var severity: Severity {
        switch self {
        case .fileNoRows, .fileEncoding, .fileUnreadableCharacters, .fileSeparator,
            .fileNoFinalLineEnd, .fileDayFirst, .rowShort, .rowOpenQuote, .cellLineBreak,
            .cellInvisible, .cellTrimmed, .idLeadingZeros, .numberLeadingZeros, .dateNone,
            .programStartFromEligibility, .programDuplicateRow, .programNearMiss,
            .programNameDiffers, .programBirthDateDiffers, .programUnknownSite, .programNewCode,
            .programInactiveCode, .programReopened, .programLeftAsIs, .programDiscardedBefore,
            .programAbsent, .programAbsentUntold, .rosterDuplicateRow, .rosterUnknownSite,
            .rosterSharedStateID, .rosterUnknownGrade, .rosterNotLinked, .rosterIgnoredRow,
            .rosterMissing:
            .warning
        default: .error
        }
    }
}
