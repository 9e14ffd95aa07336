import ArgumentParser
import Server

/// What the tests in the browser take their list of pages from, so that no page is forgotten.
struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "List the addresses of the web application.",
        discussion: """
            Example:
              homeroom routes --json
              homeroom routes --openapi > openapi.json
            """, shouldDisplay: false)

    @Flag(help: "Report as JSON.") var json = false
    @Flag(help: "Print the OpenAPI document of the API instead.") var openapi = false

    func run() {
        if openapi { return Output.line(OpenAPI.text) }
        let routes = Site.routeList
        if json { return Output.json(routes) }
        for route in routes {
            Output.line("\(route.method) \(route.path): \(route.access)")
        }
    }
}
