extension ProblemCode {
    /// What is wrong, as a sentence. `column` is the label of the cell's column, `detail` a code
    /// key or a number that is no student's: a message never repeats what a student's cell says.
    public func message(column: String = "", detail: String = "") -> String {
        switch self {
        case .fileEmpty: "The file is empty."
        case .fileNoRows: "The file has a header and no rows. Nothing was changed."
        case .fileUnreadable: detail
        case .fileNotText: "The file is not text."
        case .fileSpreadsheet: "The file is a spreadsheet workbook, not text, whatever its name."
        case .fileCompressed: "The file is compressed, whatever its name."
        case .fileLayoutUnknown:
            "Neither the name nor the header tells which layout this is. Expected "
                + Layout.allCases.map(\.fileName).joined(separator: ", ")
                + " or the column labels of one of them. \(detail)"
        case .fileColumnsUnclear: "The columns cannot be told apart. \(detail)"
        case .fileColumnsMissing: "A required column is not there: \(detail)."
        case .fileChangedWhileRead: "The file changed while it was read. Nothing was changed."
        case .fileEncoding: "The file is not UTF-8 and was read as \(detail)."
        case .fileUnreadableCharacters: "\(detail) could not be read and became \u{FFFD}."
        case .fileSeparator: "The cells are separated by \(detail), not by tabs."
        case .fileNoFinalLineEnd: "The last line has no line end; the file may have been cut."
        case .fileDayFirst: "Dates in \(column) were read with the day first. \(detail)"
        case .rowTooLong: "The row is longer than 1 MiB."
        case .rowExtraCells: "The row has more cells than the header."
        case .rowShort: "The row has fewer cells than the header; the missing ones count as blank."
        case .rowCut: "The last row ends in the middle."
        case .rowOpenQuote: "A quotation mark opens a cell and none closes it; it was kept."
        case .cellMissing: "\(column) is required and blank."
        case .cellTooLong: "\(column) is longer than \(detail) characters."
        case .cellNUL: "\(column) contains a NUL byte."
        case .cellLineBreak: "\(column) contains a line break, which was kept."
        case .cellInvisible: "\(column) contains characters that cannot be seen, which were kept."
        case .cellTrimmed: "\(column) had spaces before or after it, which were dropped."
        case .idScientific: "\(column) is a number that a spreadsheet rewrote (like 1E+09)."
        case .idLeadingZeros:
            "\(column) seems to have lost leading zeros: the roster has "
                + (detail.isEmpty ? "the same number with them." : "\(detail).")
        case .numberInvalid: "\(column) is not a whole number."
        case .numberLeadingZeros: "\(column) has leading zeros; it was read as a number."
        case .yearInvalid: "\(column) is not two consecutive years, like 2026-2027."
        default: laterMessage(column, detail)
        }
    }

    private func laterMessage(_ column: String, _ detail: String) -> String {
        switch self {
        case .dateInvalid: "\(column) is not a date of the calendar in the form MM/DD/YYYY."
        case .dateSerial: "\(column) is a spreadsheet's day count (like 44562), not a date."
        case .dateTwoDigitYear: "\(column) has a year of two digits."
        case .dateTime: "\(column) has a time of day."
        case .dateRange: "\(column) lies before 1901 or after 2100."
        case .dateOrder: "\(column) lies before the start date."
        case .dateNone: "\(column) is 01/01/1900, which was read as no date."
        case .programNoStart: "Program Start Date and Eligibility Start Date are both blank."
        case .programStartFromEligibility:
            "Program Start Date is blank; Eligibility Start Date took its place in the key."
        case .programSiteRequired: "Site ID is blank, and this district requires it."
        case .programUnknownCode:
            "Program ID \(detail.isEmpty ? "" : detail + " ")is not in the code table Student "
                + "Programs."
        case .programUnknownStudent:
            "No student has this Import Student ID, here or in the General Student Table."
        case .programConflictingRows:
            "Rows with the same key say different things, so none of them was taken."
        case .programDuplicateRow: "The same row stands in the file more than once; it counts once."
        case .programNearMiss:
            "The row matches no record, but nearly matches one. It is held for a decision."
        case .programNameDiffers: "The name differs from the student's; the ID may be wrong."
        case .programBirthDateDiffers:
            "The birth date differs from the student's; the ID may be wrong."
        case .programUnknownSite: "Site ID \(detail) is not among the district's sites."
        case .programNewCode:
            [column, CellRules.shownCode(detail)].filter { !$0.isEmpty }.joined(separator: " ")
                + " is new to its code table, and is added to it with the rows that are taken."
        case .programInactiveCode:
            "\(column) \(detail.isEmpty ? "" : detail + " ")is a code that is not active any more. "
                + "The row was taken."
        case .programReopened: "The row has no end date, so a record that was closed is open again."
        case .programLeftAsIs:
            "The record says something else, and was left as it is: only additions were asked for."
        case .programDiscardedBefore: "The same row was held before, and discarded."
        case .programAbsent, .programAbsentUntold: detail
        default: lastMessage(column, detail)
        }
    }

    private func lastMessage(_ column: String, _ detail: String) -> String {
        switch self {
        case .rosterConflictingRows:
            "Rows with the same key say different things, so none of them was taken."
        case .rosterDuplicateRow: "The same row stands in the file more than once; it counts once."
        case .rosterUnknownStudent: "No student in the General Student Table has this Student ID."
        case .rosterUnknownSite: "Site ID \(detail) is not among the district's sites."
        case .rosterSharedStateID: "The same State Student ID stands with more than one student."
        case .rosterUnknownGrade: "\(column) is none of the known grade levels; it was kept."
        case .rosterNotLinked: "An unlinked student has this number, but was not linked. \(detail)"
        case .rosterMissing:
            "\(detail) of the General Student Table not in the file, and marked missing."
        case .rosterIgnoredRow: "The row describes nothing that Homeroom keeps (\(detail))."
        case .limitBadRows: detail
        case .limitTooManyBadRows: "More rows are bad than can be listed (\(detail))."
        case .limitEnds, .limitChanges: detail
        default: rawValue
        }
    }

    /// What to do about it, as a sentence that begins with a verb.
    public var fix: String {
        switch self {
        case .fileEmpty, .fileNoRows, .rowCut, .fileNoFinalLineEnd:
            "Ask the sender to export the file again and to send it whole."
        case .fileUnreadable: "Check the file and import it again."
        case .fileNotText: "Send a tab-delimited text file."
        case .fileSpreadsheet: "Open it in a spreadsheet and save it as Text (Tab delimited)."
        case .fileCompressed: "Unpack it first, or send it as a ZIP file."
        case .fileLayoutUnknown, .fileColumnsUnclear, .fileColumnsMissing:
            "Name the file and its columns as docs/import-layouts shows, or put the columns in "
                + "the layout's order."
        case .fileChangedWhileRead: "Wait until the upload is complete and import it again."
        case .fileEncoding: "Check accented letters in names; ask the sender for UTF-8."
        case .fileUnreadableCharacters: "Ask the sender for UTF-8, and check the names concerned."
        case .fileSeparator: "Check that no cell holds the separator; ask for tabs."
        case .fileDayFirst: "Ask the sender for MM/DD/YYYY, and check a few dates."
        case .rowTooLong, .rowExtraCells, .rowShort, .rowOpenQuote, .cellLineBreak:
            "Look for a tab, a quotation mark or a line break inside a cell of this row."
        case .cellMissing: "Fill the cell in and import the row again."
        case .cellTooLong: "Shorten it; a value this long often means that columns are shifted."
        case .cellNUL, .cellInvisible: "Retype the cell."
        case .cellTrimmed: "Nothing to do; ask the sender to drop the spaces."
        case .idScientific: "Format the column as text in the spreadsheet and export again."
        case .idLeadingZeros: "Format the column as text in the spreadsheet and export again."
        case .numberInvalid, .numberLeadingZeros: "Write the number with digits only."
        case .yearInvalid: "Write the school year as YYYY-YYYY."
        case .dateInvalid, .dateTwoDigitYear, .dateTime, .dateRange:
            "Write the date as MM/DD/YYYY with a year of four digits."
        case .dateSerial: "Format the column as a date (MM/DD/YYYY) and export again."
        case .dateOrder: "Correct the start date or the end date."
        case .dateNone: "Leave the cell blank where there is no date."
        default: laterFix
        }
    }

    private var laterFix: String {
        switch self {
        case .programNoStart: "Fill in Program Start Date."
        case .programStartFromEligibility: "Fill in Program Start Date, which is preferred."
        case .programSiteRequired:
            "Fill in Site ID, or turn the setting state-reporting-site-required off."
        case .programUnknownCode:
            "Correct the code, or add it with: homeroom code add \"Student Programs\" KEY TEXT. "
                + "Then run the rejected rows again with: homeroom import rerun RUN."
        case .programUnknownStudent:
            "Import studemo.txt first, or create the student. Then run the rejected rows again "
                + "with: homeroom import rerun RUN."
        case .programConflictingRows, .rosterConflictingRows: "Keep the right one of these rows."
        case .programDuplicateRow, .rosterDuplicateRow: "Nothing to do; ask the sender why."
        case .programNearMiss:
            "Decide with: homeroom import resolve RUN ROW --close RECORD | --insert | --discard."
        case .programNameDiffers, .programBirthDateDiffers:
            "Check that the row's ID is the right student's."
        case .programUnknownSite, .rosterUnknownSite: "Import sites.txt, or correct the Site ID."
        case .programNewCode: "Give it a text with: homeroom code add TABLE KEY TEXT."
        case .programInactiveCode:
            "Ask the sender why, or activate the code: homeroom code activate TABLE KEY."
        case .programReopened: "If the end date was right, ask the sender to send it again."
        case .programLeftAsIs: "Nothing to do; import the file by hand to take its changes."
        case .programDiscardedBefore: "Nothing to do; ask the sender to drop the row."
        case .programAbsent:
            "Ask the sender whether they ended; the file may say so with end dates."
        case .programAbsentUntold:
            "Have the rejected rows mended. What is absent is looked for in the next file."
        case .rosterUnknownStudent: "Import the student's row of studemo.txt first."
        case .rosterSharedStateID: "Tell the SIS data manager: one of them is wrong."
        case .rosterUnknownGrade: "Use the Grade Level IDs of docs/import-layouts/enrollment.md."
        case .rosterNotLinked: "Compare the two and link them by hand if they are one person."
        case .rosterMissing:
            "If they left, nothing to do; if not, ask the sender for the whole file."
        case .rosterIgnoredRow: "Nothing to do."
        case .limitBadRows, .limitTooManyBadRows:
            "Ask the sender for a better file, or import the good rows with: "
                + "homeroom import approve RUN."
        case .limitEnds, .limitChanges:
            "If this is meant: homeroom import approve RUN. If not: homeroom import discard RUN."
        default: ""
        }
    }
}
