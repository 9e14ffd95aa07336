import HTTPTypes
import Hummingbird
import Records

/// The document of the API, made of the same declarations by which requests are routed.
///
/// Source: OpenAPI Specification 3.1.0.
public enum OpenAPI {
    static let type = "application/vnd.oai.openapi+json;version=3.1"

    /// JSON.
    public static let text = APIText.json(document)

    static var document: JSONValue {
        var named: [String: JSONValue] = [:]
        var paths: [String: JSONValue] = [:]
        for route in API.routes {
            var methods = paths[route.path]?.members ?? [:]
            methods[route.method.rawValue.lowercased()] = route.document(&named)
            paths[route.path] = .object(methods)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Homeroom", "version": "1",
                "description": .text(words),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "tags": .array(
                Set(API.routes.map(\.tag)).sorted().map { ["name": .text($0)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(named),
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": "A token of Homeroom. Never in an address.",
                    ]
                ],
            ],
        ]
    }

    private static let words = """
        One true record per student. Each operation says which scopes a token needs; the rights of \
        the token's user count too. What is out of a user's sites is answered as if it were not \
        there.
        """
}

extension APIRoute {
    /// What any route may answer where something is wrong.
    private var problems: [HTTPResponse.Status] {
        if scopes == nil { return [.badRequest] }
        var all: [HTTPResponse.Status] = [
            .badRequest, .unauthorized, .forbidden, .notFound, .notAcceptable, .tooManyRequests,
            .unprocessableContent, .internalServerError, .serviceUnavailable,
        ]
        if case .none = body {} else { all += [.unsupportedMediaType, .contentTooLarge] }
        if changes { all.append(.conflict) }
        return all
    }

    fileprivate func document(_ named: inout [String: JSONValue]) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .text(id), "summary": .text(words), "tags": [.text(tag)],
        ]
        if let scopes {
            let needed = scopes.map(\.rawValue).joined(separator: ", ")
            members["description"] = .text(
                needed.isEmpty ? "Any token will do." : "Takes the scope \(needed).")
            members["security"] = [["token": .array(scopes.map { .text($0.rawValue) })]]
        } else {
            members["security"] = []
        }
        var parameters = pathParameters.map { API.document(ofPath: $0, &named) }
        parameters += allParameters.map { $0.document(&named) }
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        switch body {
        case .none: break
        case .json(let schema):
            members["requestBody"] = [
                "required": true,
                "content": ["application/json": ["schema": schema.document(&named)]],
            ]
        case .file:
            members["requestBody"] = [
                "required": true,
                "content": [
                    "application/octet-stream": ["schema": ["type": "string", "format": "binary"]]
                ],
            ]
        }
        members["responses"] = .object(responses(&named))
        return .object(members)
    }

    private func responses(_ named: inout [String: JSONValue]) -> [String: JSONValue] {
        var headers: [String: JSONValue] = [:]
        if success.hasLocation { headers["Location"] = Self.header("Where it is.", true) }
        if success.hasLink {
            headers["Link"] = Self.header("Pages beside this one; RFC 8288.", true)
        }
        let type = scopes == nil ? OpenAPI.type : "application/json"
        var responses: [String: JSONValue] = [
            "\(success.status.code)": [
                "description": .text(success.words),
                "headers": .object(headers),
                "content": .object([type: ["schema": success.schema.document(&named)]]),
            ]
        ]
        let problem = APIProblem.schema.document(&named)
        for status in problems {
            var headers: [String: JSONValue] = [:]
            if status == .unauthorized {
                headers["WWW-Authenticate"] = Self.header("Bearer.", true)
            }
            if [.tooManyRequests, .serviceUnavailable].contains(status) {
                headers["Retry-After"] = Self.header("In seconds.", false)
            }
            responses["\(status.code)"] = [
                "description": .text(status.reasonPhrase),
                "headers": .object(headers),
                "content": ["application/problem+json": ["schema": problem]],
            ]
        }
        return responses
    }

    private static func header(_ words: String, _ isRequired: Bool) -> JSONValue {
        [
            "description": .text(words), "required": .boolean(isRequired),
            "schema": ["type": "string"],
        ]
    }
}

extension APIRoute.Parameter {
    fileprivate func document(_ named: inout [String: JSONValue]) -> JSONValue {
        [
            "name": .text(name), "in": isHeader ? "header" : "query",
            "required": .boolean(isRequired), "schema": schema.document(&named),
        ]
    }
}

extension API {
    /// What stands in braces in addresses.
    static let pathSchemas: [String: JSONSchema] = [
        "student": .matching(.student).saying(
            "The student's reference: the `ref` of an answer.", like: "s0123456789abc"),
        "record": .matching(.record).saying(
            "A program record of the student: the `record` of an answer.", like: "8.20698.1010"),
        "change": .integer(1...999_999_999).saying("The number of a change set.", like: 7),
        "run": .integer(1...999_999_999).saying("The number of an import run.", like: 3),
        "job": .matching(.job).saying("The `job` of an answer."),
        "table": .line(200, shortest: 1).saying("A code table.", like: "Student Programs"),
    ]

    fileprivate static func document(
        ofPath name: String, _ named: inout [String: JSONValue]
    ) -> JSONValue {
        [
            "name": .text(name), "in": "path", "required": true,
            "schema": pathSchemas[name, default: .text].document(&named),
        ]
    }
}
