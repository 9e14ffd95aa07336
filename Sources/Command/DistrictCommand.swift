import ArgumentParser
import Operations
import Storage

struct DistrictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "district", abstract: "Make, list and move districts.",
        discussion: """
            With a folder (--data), a district is a file in it. With a PostgreSQL database \
            (--database), it is a schema.
            """,
        subcommands: [Create.self, List.self, Copy.self])

    struct Created: Encodable {
        let district: String
        let created: Bool
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a district, or bring the one that is there up to date.",
            discussion: """
                Example:
                  homeroom district create kettle_falls --database postgres://localhost/homeroom
                """)
        @Argument(help: "Name of the district.") var name: String
        @OptionGroup var location: Location
        @Flag(help: "Report as JSON.") var json = false

        func validate() throws { try DistrictOptions.requireName(name) }

        func run() throws {
            let districts = location.districts
            let isThere = try districts.contains(name)
            try districts.open(name).close()
            if json { return Output.json(Created(district: name, created: !isThere)) }
            Output.line(
                isThere
                    ? "The district \(name) is there already, in \(districts.place)."
                    : "Made the district \(name) in \(districts.place).")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the districts.")
        @OptionGroup var location: Location
        @Flag(help: "Report as JSON.") var json = false

        func run() throws {
            let districts = location.districts
            let names = try districts.names()
            if json { return Output.json(names) }
            if names.isEmpty {
                return Output.line(
                    "No districts in \(districts.place) yet. Make one with: "
                        + "homeroom district create NAME\(location.options)")
            }
            for name in names { Output.line(name) }
        }
    }
}
