import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Records

// What came along with a request, held against what its route declares.

extension Site {
    static let idempotencyKey = "Idempotency-Key"

    func call(
        _ request: Request, _ context: SiteContext, _ route: APIRoute, _ bearer: TokenBearer
    ) async throws -> APICall {
        let values = try Self.values(request, route)
        let key = values[Self.idempotencyKey]
        if route.changes, key == nil {
            throw APIProblem.badRequest(
                "api.idempotency-missing", "A request that changes something needs a key.",
                remedy: "Send the header Idempotency-Key with a new UUID for each request, and the "
                    + "same one where a request is sent again.")
        }
        let (body, bytes) = try await Self.body(request, route)
        let digest = APIText.digest([
            route.method.rawValue, request.uri.string, values["File-Name"] ?? "",
            APIText.digest(bytes),
        ])
        return APICall(
            site: self, route: route, request: request, parameters: context.parameters,
            values: values, body: body, bearer: bearer, digest: digest, key: key)
    }

    /// Parameters by name. Of those that are not known, and of those that come twice, none is
    /// taken to mean something.
    private static func values(
        _ request: Request, _ route: APIRoute
    ) throws -> [String: String] {
        var values: [String: String] = [:]
        let query = FormValues(request.uri.query ?? "")
        let known = Set(route.parameters.filter { !$0.isHeader }.map(\.name))
        if query.values.keys.contains(where: { !known.contains($0) }) {
            throw APIProblem.badRequest(
                "api.parameter-unknown", "The address has a parameter that is not known.",
                remedy: "Known are: \(known.sorted().joined(separator: ", ")).")
        }
        for parameter in route.allParameters {
            let given =
                parameter.isHeader
                ? HTTPField.Name(parameter.name).map { request.headers[values: $0] } ?? []
                : query.all(parameter.name)
            guard let text = given.first else {
                if parameter.isRequired, parameter.name != idempotencyKey {
                    throw invalid(parameter, "is missing")
                }
                continue
            }
            if given.count > 1 { throw invalid(parameter, "is there more than once") }
            if let misfit = parameter.schema.misfit(inText: text) {
                throw misfit.isBeyond ? beyond : invalid(parameter, misfit.words)
            }
            values[parameter.name] = text
        }
        return values
    }

    private static func invalid(_ parameter: APIRoute.Parameter, _ words: String) -> APIProblem {
        .badRequest(
            "api.parameter", "\(parameter.name) \(words).",
            remedy: "See /api/v1/openapi.json for what it takes.")
    }

    private static let beyond = APIProblem(
        .unprocessableContent, code: "api.day", "A day lies too far back, or too far ahead.",
        remedy: "Send a day from 1901 to 2100.")

    private static func body(
        _ request: Request, _ route: APIRoute
    ) async throws -> (JSONValue, [UInt8]) {
        guard case .json(let schema) = route.body else {
            if case .file = route.body { try requireType(request, "application/octet-stream") }
            return (.null, [])
        }
        try requireType(request, "application/json")
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: APILimits.bodyBytes)
        } catch { throw APIProblem.tooLarge }
        let bytes = Array(buffer.readableBytesView)
        guard let value = try? JSONValue(json: bytes) else {
            throw APIProblem.badRequest(
                "api.json", "The body is no JSON.", remedy: "Send one JSON object in UTF-8.")
        }
        if let misfit = schema.misfit(in: value) {
            if misfit.isBeyond { throw beyond }
            var problem = APIProblem.badRequest(
                "api.body", "The body is not as it has to be: \(misfit.words).",
                remedy: "See /api/v1/openapi.json for its form.")
            // Names that we declare, and numbers; other names stay out.
            problem.more["place"] = .text(misfit.place)
            throw problem
        }
        return (value, bytes)
    }

    private static func requireType(_ request: Request, _ type: String) throws {
        let given = (request.headers[.contentType] ?? "").split(separator: ";").first ?? ""
        if given.filter({ $0 != " " }).lowercased() == type { return }
        throw APIProblem(
            .unsupportedMediaType, code: "api.media-type", "The body is of another type.",
            remedy: "Send Content-Type: \(type).")
    }
}

extension APIRoute {
    /// Those declared, and the idempotency key.
    var allParameters: [Parameter] {
        changes ? parameters + [Self.key] : parameters
    }

    private static let key = Parameter(
        name: Site.idempotencyKey,
        schema: .matching(.key).saying(
            "A new one for each request; the same where one is sent again. Kept for 24 hours.",
            like: "7f0c2d52-5c2f-4b65-9a53-0f5f3d3a9d11"), isHeader: true, isRequired: true)
}

extension JSONSchema {
    /// What is wrong with a parameter, which is a text however it is declared.
    func misfit(inText text: String) -> Misfit? {
        switch kind {
        case .integer:
            let isNumber =
                !text.isEmpty && text.utf8.count <= 18
                && text.utf8.allSatisfy { (48...57).contains($0) }
            guard isNumber, let number = Int(text) else {
                return Misfit(place: "", words: "is no integer")
            }
            return misfit(in: .integer(number))
        case .boolean:
            return ["true", "false"].contains(text)
                ? nil : Misfit(place: "", words: "is neither true nor false")
        default: return misfit(in: .text(text))
        }
    }
}
