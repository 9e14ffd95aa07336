import ArgumentParser
import Records

extension CalendarDate: ExpressibleByArgument {
    /// Reads MM/DD/YYYY or YYYY-MM-DD.
    public init?(argument: String) {
        guard case .date(let date) = DateCell.read(argument, order: .monthFirst) else {
            return nil
        }
        self = date
    }
}

extension SchoolYear: ExpressibleByArgument {
    /// Reads YYYY-YYYY.
    public init?(argument: String) { self.init(argument) }
}

extension WeeklyHours: ExpressibleByArgument {
    /// Reads 27.75 or 27:45.
    public init?(argument: String) { self.init(argument) }
}

extension Document.Status: ExpressibleByArgument {}
extension PlanIntervention.Kind: ExpressibleByArgument {}

/// An answer of a person.
enum YesOrNo: String, CaseIterable, ExpressibleByArgument {
    case yes, no
}
