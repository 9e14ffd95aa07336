import Operations
import Records

extension JSONSchema {
    /// Where a value is not as it has to be: a JSON pointer, and what is wrong there, without the
    /// value.
    struct Misfit: Error, Equatable {
        var place: String
        let words: String
        /// Whether the form is right, and we do not go that far.
        var isBeyond = false
    }

    /// The first thing that is wrong; nil where nothing is.
    func misfit(in value: JSONValue, at place: String = "") -> Misfit? {
        if isNullable, value == .null { return nil }
        switch kind {
        case .any: return nil
        case .named(_, let schema): return schema().misfit(in: value, at: place)
        case .text(let form):
            guard let text = value.text else { return Misfit(place: place, words: "is no text") }
            return form.misfit(in: text).map { misfit in
                var misfit = misfit
                misfit.place = place
                return misfit
            }
        case .integer(let range):
            guard let number = value.integer else {
                return Misfit(place: place, words: "is no integer")
            }
            return range.contains(number)
                ? nil
                : Misfit(
                    place: place,
                    words: "is not from \(range.lowerBound) to "
                        + "\(range.upperBound)")
        case .smallCount:
            if value == .null || value == .text(SmallCount.few.words) { return nil }
            return (value.integer ?? -1) < 0 ? Misfit(place: place, words: "is no count") : nil
        case .number:
            switch value {
            case .integer, .number: return nil
            default: return Misfit(place: place, words: "is no number")
            }
        case .boolean:
            return value.boolean == nil
                ? Misfit(place: place, words: "is neither true nor false") : nil
        case .array(let element, let least, let most):
            return misfit(inArray: value, of: element, least, most, place)
        case .map(let schema):
            guard let members = value.members else {
                return Misfit(place: place, words: "is no object")
            }
            return members.sorted { $0.key < $1.key }.lazy
                .compactMap { schema.misfit(in: $0.value, at: "\(place)/\($0.key)") }.first
        case .object(let members): return misfit(inObject: value, members, place)
        }
    }

    private func misfit(
        inArray value: JSONValue, of element: JSONSchema, _ least: Int, _ most: Int?,
        _ place: String
    ) -> Misfit? {
        guard let values = value.array else { return Misfit(place: place, words: "is no array") }
        if values.count < least {
            return Misfit(place: place, words: "has fewer than \(least) items")
        }
        if let most, values.count > most {
            return Misfit(place: place, words: "has more than \(most) items")
        }
        return values.enumerated().lazy
            .compactMap { element.misfit(in: $1, at: "\(place)/\($0)") }.first
    }

    private func misfit(
        inObject value: JSONValue, _ members: [Member], _ place: String
    ) -> Misfit? {
        guard let given = value.members else { return Misfit(place: place, words: "is no object") }
        for member in members {
            if let value = given[member.name] {
                let misfit = member.schema.misfit(in: value, at: "\(place)/\(member.name)")
                if let misfit { return misfit }
            } else if member.isRequired {
                return Misfit(place: "\(place)/\(member.name)", words: "is missing")
            }
        }
        let known = Set(members.map(\.name))
        // Not by its name: that can be anything.
        if given.keys.contains(where: { !known.contains($0) }) {
            return Misfit(place: place, words: "has a member that is not known")
        }
        if !oneOf.isEmpty, oneOf.count(where: { given[$0] != nil }) != 1 {
            let names = oneOf.joined(separator: ", ")
            return Misfit(place: place, words: "needs exactly one of \(names)")
        }
        return nil
    }
}

extension JSONSchema.TextForm {
    fileprivate func misfit(in text: String) -> JSONSchema.Misfit? {
        func misfit(_ words: String) -> JSONSchema.Misfit { .init(place: "", words: words) }
        if !choices.isEmpty {
            return choices.contains(text)
                ? nil : misfit("is none of \(choices.joined(separator: ", "))")
        }
        let length = text.unicodeScalars.count
        if length < shortest { return misfit("has fewer than \(shortest) characters") }
        if let longest, length > longest { return misfit("has more than \(longest) characters") }
        if let pattern, !pattern.matches(text) {
            return misfit("does not have the form it has to have")
        }
        if format == "date", CalendarDate(iso: text) == nil {
            return Self.isDay(text)
                ? .init(place: "", words: "is a day of another age", isBeyond: true)
                : misfit("is no day of the calendar")
        }
        return nil
    }

    /// Whether a text of the form YYYY-MM-DD names a day, in whatever year.
    private static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return false }
        let year = parts[0]
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[parts[1] - 1]).contains(parts[2])
    }
}

extension JSONSchema {
    /// As the document has it. Named schemas are noted in `named`.
    func document(_ named: inout [String: JSONValue]) -> JSONValue {
        var members: [String: JSONValue] = [:]
        switch kind {
        case .any: break
        case .named(let name, let schema):
            if named[name] == nil {
                named[name] = .null
                named[name] = schema().document(&named)
            }
            members["$ref"] = .text("#/components/schemas/\(name)")
            if isNullable {
                members = ["anyOf": [.object(members), ["type": "null"]]]
            }
        case .text(let form): members = form.document
        case .integer(let range):
            members = [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .number: members["type"] = "number"
        case .smallCount:
            members["type"] = .array([.text("integer"), .text("string"), .text("null")])
            members["minimum"] = 0
        case .boolean: members["type"] = "boolean"
        case .array(let element, let least, let most):
            members = ["type": "array", "items": element.document(&named)]
            if least > 0 { members["minItems"] = .integer(least) }
            if let most { members["maxItems"] = .integer(most) }
        case .map(let schema):
            members = ["type": "object", "additionalProperties": schema.document(&named)]
        case .object(let all):
            members = ["type": "object", "additionalProperties": false]
            var properties: [String: JSONValue] = [:]
            for member in all { properties[member.name] = member.schema.document(&named) }
            members["properties"] = .object(properties)
            let required = all.filter(\.isRequired).map { JSONValue.text($0.name) }
            if !required.isEmpty { members["required"] = .array(required) }
            if !oneOf.isEmpty {
                members["oneOf"] = .array(oneOf.map { ["required": [.text($0)]] })
            }
        }
        if isNullable, let type = members["type"] {
            members["type"] = [type, "null"]
            if case .array(let choices)? = members["enum"] {
                members["enum"] = .array(choices + [.null])
            }
        }
        if let words { members["description"] = .text(words) }
        if let example { members["examples"] = [example] }
        return .object(members)
    }
}

extension JSONSchema.TextForm {
    fileprivate var document: [String: JSONValue] {
        var members: [String: JSONValue] = ["type": "string"]
        if shortest > 0 { members["minLength"] = .integer(shortest) }
        if let longest { members["maxLength"] = .integer(longest) }
        if !choices.isEmpty { members["enum"] = .array(choices.map(JSONValue.text)) }
        if let format { members["format"] = .text(format) }
        // A format says more than the pattern of it.
        if let pattern, format == nil { members["pattern"] = .text(pattern.expression) }
        return members
    }
}
