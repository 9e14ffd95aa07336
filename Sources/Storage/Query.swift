/// SQL text with its values kept apart, so that a value can never become text.
public struct Query: Sendable, ExpressibleByStringInterpolation {
    public enum Dialect: Sendable { case sqlite, postgres }

    public enum Value: Hashable, Sendable {
        case null
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
    }

    enum Piece: Sendable {
        case text(String)
        case value(Value)
        case jsonArray([String])
        case jsonItem(String, Int)
    }

    let pieces: [Piece]

    public init(stringLiteral text: String) { pieces = [.text(text)] }
    public init(stringInterpolation parts: StringInterpolation) { pieces = parts.pieces }

    public struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ text: String) { pieces.append(.text(text)) }

        public mutating func appendInterpolation(_ value: some Bindable) {
            pieces.append(.value(value.queryValue))
        }

        /// A value that may be missing, which is NULL.
        public mutating func appendInterpolation(optional value: (some Bindable)?) {
            pieces.append(.value(value?.queryValue ?? .null))
        }

        /// A piece of SQL from this module, never one read from input.
        mutating func appendInterpolation(sql: String) { pieces.append(.text(sql)) }

        /// A JSON array of columns, as text.
        mutating func appendInterpolation(jsonArray columns: [String]) {
            pieces.append(.jsonArray(columns))
        }

        /// What stands at a place of a JSON array, which a column holds as text. It has no
        /// type; a CAST gives it one.
        mutating func appendInterpolation(jsonItem place: Int, of column: String) {
            pieces.append(.jsonItem(column, place))
        }

        /// Another query, with its values.
        public mutating func appendInterpolation(query: Query) { pieces += query.pieces }

        /// Values separated by commas, for `IN (...)`.
        public mutating func appendInterpolation(list: some Sequence<some Bindable>) {
            var isFirst = true
            for value in list {
                if !isFirst { pieces.append(.text(", ")) }
                isFirst = false
                pieces.append(.value(value.queryValue))
            }
        }
    }

    /// The text with placeholders of `dialect`, and the values in their order.
    public func rendered(for dialect: Dialect) -> (text: String, values: [Value]) {
        var text = ""
        var values: [Value] = []
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .jsonArray(let columns):
                text += Self.jsonArray(columns, dialect)
            case .jsonItem(let column, let place):
                text +=
                    dialect == .sqlite
                    ? "json_extract(\(column), '$[\(place)]')"
                    : "(CAST(\(column) AS json) ->> \(place))"
            case .value(let value):
                values.append(value)
                text += dialect == .sqlite ? "?" : "$\(values.count)"
            }
        }
        return (text, values)
    }
}

extension Query {
    /// The same text on both databases, without blanks.
    private static func jsonArray(_ columns: [String], _ dialect: Dialect) -> String {
        if dialect == .sqlite { return "json_array(\(columns.joined(separator: ", ")))" }
        let values = columns.map { "coalesce(to_json(\($0))::text, 'null')" }
        return "'[' || concat_ws(',', \(values.joined(separator: ", "))) || ']'"
    }
}

/// A value that a statement can carry.
public protocol Bindable {
    var queryValue: Query.Value { get }
}

extension Query.Value: Bindable { public var queryValue: Query.Value { self } }
extension String: Bindable { public var queryValue: Query.Value { .text(self) } }
extension Int: Bindable { public var queryValue: Query.Value { .integer(Int64(self)) } }
extension Int32: Bindable { public var queryValue: Query.Value { .integer(Int64(self)) } }
extension Int64: Bindable { public var queryValue: Query.Value { .integer(self) } }
extension Bool: Bindable { public var queryValue: Query.Value { .integer(self ? 1 : 0) } }
extension [UInt8]: Bindable { public var queryValue: Query.Value { .bytes(self) } }
