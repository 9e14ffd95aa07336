import Foundation
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// One request: who asks for what, with what they typed.
struct Visit: Sendable {
    let site: Site
    let request: Request
    let parameters: Parameters
    let query: FormValues
    let form: FormValues
    let visitor: SignedIn?
    /// Proves that a form was made for this visitor.
    let csrf: String
    /// Set with the answer, where the token belongs to a cookie that the browser does not have yet.
    let newCookie: String?
    let nonce: String
    let address: String
    let frame: Frame
    /// Whom the answer shows.
    let disclosures: Disclosures
    /// What is known of the request for the log.
    let note: RequestNote

    /// Where the visitor works.
    ///
    /// - Throws: `HTTPError` where nobody is signed in.
    var workspace: Workspace {
        get throws {
            guard let visitor else { throw HTTPError(.unauthorized) }
            return Workspace(store: site.store, clock: site.clock, access: visitor.access)
                .noting(disclosures).keeping(site.hiddenChanges)
        }
    }

    var user: Int? { visitor?.user }

    /// What was typed, to be shown again.
    var typed: FormState { FormState(values: form.values) }

    // MARK: Addresses

    /// The row that the address names.
    ///
    /// - Throws: `HTTPError(.notFound)` where it names none.
    func number(_ kind: RowKind, _ parameter: String) throws -> Int {
        guard let name = parameters.get(parameter), let number = site.references.number(kind, name)
        else { throw HTTPError(.notFound) }
        return number
    }

    func number(in parameter: String) throws -> Int {
        guard let number = parameters.get(parameter).flatMap(Int.init) else {
            throw HTTPError(.notFound)
        }
        return number
    }

    // MARK: Work

    /// Does `body` where it blocks no other request, in the visitor's language.
    func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let rendering = site.rendering(csrf: csrf, nonce: nonce)
        return try await site.store.working {
            try Rendering.$current.withValue(rendering) { try body() }
        }
    }

    /// Shows a page.
    func show(
        status: HTTPResponse.Status = .ok,
        _ page: @escaping @Sendable (Workspace) throws -> some PageContent
    ) async throws -> Answer {
        let workspace = try workspace
        return try await work {
            .html(frame.document(try page(workspace)), status: status)
        }
    }

    /// Shows a page that needs nobody signed in.
    func showOpen(
        status: HTTPResponse.Status = .ok, _ page: @escaping @Sendable () throws -> some PageContent
    ) async throws -> Answer {
        try await work { .html(frame.document(try page()), status: status) }
    }

    /// Does what a form asks for. Where that is refused, the form is shown again with what was
    /// typed and why.
    ///
    /// - Parameter fields: the field of the form in which each error, by its code, can be mended.
    func submit(
        fields: [String: String] = [:],
        _ act: @escaping @Sendable (Workspace) throws -> Answer,
        orShow page: @escaping @Sendable (Workspace, FormState) throws -> some PageContent
    ) async throws -> Answer {
        let workspace = try workspace
        return try await work {
            do {
                return try act(workspace)
            } catch {
                guard let problems = Refusal.problems(in: error, fields) else { throw error }
                note.control = Control(error)
                let state = FormState(values: form.values, problems: problems)
                let limited = error as? SignInLimited
                var answer = Answer.html(
                    frame.document(try page(workspace, state)),
                    status: limited == nil ? .unprocessableContent : .tooManyRequests)
                if let limited { answer.headers[.retryAfter] = "\(limited.retryAfter)" }
                return answer
            }
        }
    }

    /// As `submit`, where a password is hashed: on threads of their own, few at once.
    func hash(
        fields: [String: String] = [:],
        _ act: @escaping @Sendable (Workspace) throws -> Answer,
        orShow page: @escaping @Sendable (Workspace, FormState) throws -> some PageContent
    ) async throws -> Answer {
        let workspace = try workspace
        let rendering = site.rendering(csrf: csrf, nonce: nonce)
        do {
            return try await site.passwords.run {
                try Rendering.$current.withValue(rendering) { try act(workspace) }
            }
        } catch {
            return try await submit(fields: fields, { _ in throw error }, orShow: page)
        }
    }

    // MARK: Lists

    /// What a list shall show, from its address.
    func listQuery(
        _ purpose: String, filters: [String], sort: String = "", of other: FormValues? = nil
    ) -> ListQuery {
        let query = other ?? query
        let sealed = query["q"]
        let text = sealed.isEmpty ? nil : site.sealing.open(sealed, purpose, for: user)
        let order = query.some("sort") ?? sort
        return ListQuery(
            text: text ?? "", sealedText: text == nil ? "" : sealed,
            filters: Dictionary(
                uniqueKeysWithValues: filters.compactMap { name in
                    query.some(name).map { (name, $0) }
                }), sort: String(order.drop { $0 == "-" }), isDescending: order.hasPrefix("-"),
            page: Int(query["page"]) ?? 1, size: Int(query["size"]) ?? 25)
    }

    /// The same from the list's form, whose text must not stand in an address as it is.
    func postedQuery(_ purpose: String, filters: [String]) -> ListQuery {
        let text = form["text"]
        let order = form["sort"]
        return ListQuery(
            text: text,
            sealedText: text.isEmpty ? "" : site.sealing.seal(text, purpose, for: user),
            filters: Dictionary(
                uniqueKeysWithValues: filters.compactMap { name in
                    form.some(name).map { (name, $0) }
                }), sort: String(order.drop { $0 == "-" }), isDescending: order.hasPrefix("-"),
            size: Int(form["size"]) ?? 25)
    }

    /// Whether the script asks, for a part of a page.
    var isFragment: Bool { !form["fragment"].isEmpty }
}

/// Why a form was not carried out, for the form.
enum Refusal {
    /// Nil where it is nothing that the form can tell.
    static func problems(
        in error: any Error, _ fields: [String: String]
    ) -> [FormState.Problem]? {
        switch error {
        case let error as FormProblems: error.problems
        case let error as OperationError where !error.code.hasPrefix("access."):
            [FormState.Problem(fields[error.code], ErrorWords.words(for: error))]
        case let error as SignInLimited:
            [FormState.Problem(fields[error.refusal.code], ErrorWords.words(for: error.refusal))]
        case let error as StorageError where error == .busy:
            [FormState.Problem(nil, .districtBusy)]
        default: nil
        }
    }
}

/// What is wrong with a form, found by the page itself.
struct FormProblems: Error {
    let problems: [FormState.Problem]

    init(_ problems: [FormState.Problem]) { self.problems = problems }

    init(_ field: String?, _ message: Phrase) { problems = [FormState.Problem(field, message)] }

    /// Throws where there are any.
    static func require(_ problems: [FormState.Problem]) throws {
        if !problems.isEmpty { throw FormProblems(problems) }
    }
}
