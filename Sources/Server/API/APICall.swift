import Foundation
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// One request of a program: who asks for what, with what came along, all of it checked against
/// what the route declares.
struct APICall: Sendable {
    let site: Site
    let route: APIRoute
    let request: Request
    let parameters: Parameters
    /// Checked values of what stands behind the question mark, and of headers, by name.
    let values: [String: String]
    /// `.null` where there is none.
    let body: JSONValue
    let bearer: TokenBearer
    /// Of all that was asked for; where a body is a file, of what stands before it.
    let digest: String
    let key: String?

    var access: Access { bearer.access }

    func allows(_ right: Permission) -> Bool { access.allows(right) }

    // MARK: Work

    /// Where the program works. Every operation that the API calls gets it from here.
    var workspace: Workspace {
        Workspace(store: site.store, clock: site.clock, access: access)
            .keeping(site.hiddenChanges)
    }

    /// Does `body` where it blocks no other request.
    func work(
        _ body: @escaping @Sendable (Workspace) throws -> APIAnswer
    ) async throws -> APIAnswer {
        try await site.store.working { try noted(body) }
    }

    /// Answers, and writes down whom the answer shows before it is sent.
    private func noted(_ body: (Workspace) throws -> APIAnswer) throws -> APIAnswer {
        let disclosures = Disclosures()
        let workspace = workspace.noting(disclosures)
        let answer = try body(workspace)
        let what = "\(route.method.rawValue) \(route.path)"
        try site.access.write(workspace.accessEvent(.api, what, disclosures.subjects))
        return answer
    }

    /// Does what changes something, once for each idempotency key.
    ///
    /// - Parameters:
    ///   - file: the digest of a file that came along.
    ///   - ifKnown: done where it was carried out before, and is only answered again.
    func change(
        file: String = "", ifKnown: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable (Workspace) throws -> APIAnswer
    ) async throws -> APIAnswer {
        let once = Idempotency(site: site, token: bearer.token, key: key ?? "")
        let digest = APIText.digest([digest, file])
        return try await site.store.working {
            try once.answer(digest, ifKnown: ifKnown) { try noted(body) }
        }
    }

    // MARK: What was asked for

    func text(_ name: String) -> String? { values[name] }
    func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
    func boolean(_ name: String) -> Bool? { values[name].map { $0 == "true" } }
    func day(_ name: String) -> CalendarDate? { values[name].flatMap { CalendarDate(iso: $0) } }

    var page: Int { integer("page") ?? 1 }
    var size: PageSize { integer("size").flatMap(PageSize.init) ?? .few }

    /// Our number of the row that the address names.
    func number(_ kind: RowKind = .student, _ parameter: String = "student") throws -> Int {
        guard let name = parameters.get(parameter), let number = site.references.number(kind, name)
        else { throw Self.nothing(parameter) }
        return number
    }

    /// The number that the address has.
    func number(in parameter: String, of kind: String) throws -> Int {
        guard let text = parameters.get(parameter), text.utf8.count <= 9,
            text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text)
        else { throw Self.nothing(kind) }
        return number
    }

    /// Our number of a student that the body names.
    func student(named name: String) throws -> Int {
        guard let number = site.references.number(.student, name) else {
            throw Self.nothing("student")
        }
        return number
    }

    func name(_ student: Int) -> String { site.references.name(.student, student) }

    static func nothing(_ kind: String) -> APIProblem {
        APIProblem(.notFound, code: "\(kind).not-found", "There is nothing of this name.")
    }

    // MARK: Lists

    /// A page of a list, with links to its neighbors.
    func page<Row: Encodable>(
        _ rows: [Row], total: Int, isTotalCut: Bool = false, pages: Int
    ) -> APIAnswer {
        let isBehind = page > pages
        let body = APIPage(
            rows: isBehind ? [] : rows, total: total, isTotalCut: isTotalCut, page: page,
            size: size.rawValue, pages: pages)
        var answer = APIAnswer.ok(body)
        var links = [link(1, "first")]
        if page > 1 { links.append(link(min(page - 1, pages), "prev")) }
        if page < pages { links.append(link(page + 1, "next")) }
        answer.link = links.joined(separator: ", ")
        return answer
    }

    private func link(_ page: Int, _ relation: String) -> String {
        var query = values.filter { name, _ in
            route.parameters.contains { $0.name == name && !$0.isHeader }
        }
        query["page"] = "\(page)"
        query["size"] = "\(size.rawValue)"
        let text = query.sorted { $0.key < $1.key }
            .map { "\(ListQuery.encoded($0.key))=\(ListQuery.encoded($0.value))" }
            .joined(separator: "&")
        return "<\(request.uri.path)?\(text)>; rel=\"\(relation)\""
    }
}

/// A page of a list.
struct APIPage<Row: Encodable>: Encodable {
    let rows: [Row]
    let total: Int
    let isTotalCut: Bool
    let page: Int
    let size: Int
    let pages: Int

    static func schema(_ row: JSONSchema) -> JSONSchema {
        .object(
            .required("rows", .array(of: row)),
            .required("total", .integer(0...Int(Int32.max)).saying("Rows on all pages.")),
            .required("isTotalCut", .boolean.saying("Whether there are more than `total`.")),
            .required("page", .integer(1...Int(Int32.max))),
            .required("size", .integer(1...100)),
            .required(
                "pages",
                .integer(1...Int(Int32.max)).saying("How many can be turned to.")))
    }

    /// What every list takes.
    static var parameters: [APIRoute.Parameter] {
        [
            .init(name: "page", schema: .integer(1...1_000_000)),
            .init(name: "size", schema: .choice(["25", "50", "100"])),
        ]
    }
}
