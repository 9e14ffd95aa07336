/// A student made by hand, and what the SIS says of the same person one night later.
struct Newcomer: Sendable {
    let cause: String
    let first: String
    let last: String
    let grade: Int
    let gender: String
    let known: Known
    let arrival: Arrival

    /// Which numbers were known when the student was made.
    enum Known: Sendable {
        /// Nothing but names, not even a birth date.
        case namesOnly
        case birthDate, stateID, otherID, bothIDs
        /// A number that stands in for the state ID until the state has given one.
        case provisionalID
    }

    /// Under which names the night's studemo.txt brings the numbers.
    enum Arrival: Equatable, Sendable {
        case never
        case named(first: String, last: String)
        /// The number turns out to be that of somebody else, who was born on another day.
        case somebodyElse(first: String, last: String)
    }

    private init(
        _ cause: String, _ first: String, _ last: String, grade: Int, _ gender: String,
        _ known: Known, _ arrival: Arrival = .never
    ) {
        self.cause = cause
        self.first = first
        self.last = last
        self.grade = grade
        self.gender = gender
        self.known = known
        self.arrival = arrival
    }

    /// At least two of each cause for which a student is not integrated.
    static let all = [
        Newcomer(
            "addedManually", "Mateo", "Villanueva", grade: 5, "M", .stateID,
            .named(first: "Mateo", last: "Villanueva")),
        Newcomer("addedManually", "Harper", "Lindqvist", grade: 8, "F", .birthDate),
        Newcomer(
            "envelopeBeforeEnrollment", "Oksana", "Kovalenko", grade: 7, "F", .stateID,
            .named(first: "Oksana", last: "Kovalenko-Reid")),
        Newcomer("envelopeBeforeEnrollment", "Tobias", "Ferreira", grade: 11, "M", .birthDate),
        Newcomer("migratedInactive", "Delphine", "Moreau", grade: 12, "F", .stateID),
        Newcomer("migratedInactive", "Ezekiel", "Warsame", grade: 10, "M", .otherID),
        Newcomer("noShow", "Priya", "Chandran", grade: 9, "F", .stateID),
        Newcomer("noShow", "Wyatt", "O'Callaghan", grade: 6, "M", .bothIDs),
        Newcomer("provisionalID", "Linh", "Dao", grade: 3, "F", .provisionalID),
        Newcomer("provisionalID", "Samuel", "Okafor", grade: 4, "M", .provisionalID),
        Newcomer(
            "aleSameDay", "José", "Núñez", grade: 12, "M", .stateID,
            .named(first: "Jose", last: "Nunez")),
        Newcomer(
            "aleSameDay", "Rob", "Castellano", grade: 11, "M", .otherID,
            .named(first: "Robert", last: "Castellano")),
        Newcomer(
            "aleSameDay", "Amelia", "Thornbury", grade: 9, "F", .stateID,
            .somebodyElse(first: "Dmytro", last: "Hrytsenko")),
        Newcomer(
            "aleIncomingKindergarten", "Aanya", "Gill", grade: 1, "F", .bothIDs,
            .named(first: "Aanya", last: "Gill")),
        Newcomer("aleIncomingKindergarten", "Kai", "Makoa", grade: 1, "M", .namesOnly),
    ]
}
