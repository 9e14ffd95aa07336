// The parts of forms: a label, a hint and an error belong to every control, in this order.

/// A form that changes something, with the token that proves it is ours.
///
/// - Parameter isUpload: whether it sends files.
func postForm(
    _ action: String, id: String? = nil, isUpload: Bool = false, classes: String? = nil,
    _ body: HTML
) -> HTML {
    """
    <form method="post" action="\(action)"\(attribute: "id", id)\
    \(attribute: "class", classes)\
    \(attribute: "enctype", isUpload ? "multipart/form-data" : nil) novalidate>
    <input type="hidden" name="csrf" value="\(Rendering.current.csrf)">
    \(body)
    </form>
    """
}

/// What stands around a control. An error is told to whoever enters the control, not only shown.
private func field(
    _ name: String, _ label: Phrase, hint: Phrase?, _ state: FormState, isOptional: Bool,
    control: (_ describedBy: String?) -> HTML
) -> HTML {
    let problem = state.problem(of: name)
    let described = [hint.map { _ in "\(name)-hint" }, problem.map { _ in "\(name)-error" }]
        .compactMap(\.self).joined(separator: " ")
    return """
        <div class="field\(if: problem != nil, " has-error")">
        <label for="\(name)">\(say: label)\
        \(if: isOptional, " <span class=\"optional\">\(say: .optional)</span>")</label>
        \(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\(say: $0)</p>" } ?? HTML.empty)
        \(errorMessage(name, problem))
        \(control(described.isEmpty ? nil : described))
        </div>
        """
}

func errorMessage(_ name: String, _ problem: Phrase?) -> HTML {
    problem.map {
        """
        <p class="error" id="\(name)-error"><span class="visually-hidden">\(say: .errorPrefix)\
        </span> \(say: $0)</p>
        """
    } ?? .empty
}

/// What kind of text a field takes; for keyboards and password managers.
enum TextKind: String {
    case text, password, email
    case number = "numeric"
    case date
}

/// A line of text; what is searched for need not be said to be optional. A day is typed too:
/// MM/DD/YYYY is quicker than three fields or a calendar.
func textField(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, _ state: FormState = .blank,
    kind: TextKind = .text, isOptional: Bool = false, autocomplete: String? = nil,
    width: Int? = nil, list: String? = nil, isSearch: Bool = false
) -> HTML {
    field(
        name, label, hint: hint ?? (kind == .date ? .dateHint : nil), state,
        isOptional: isOptional && !isSearch
    ) { described in
        let isBad = state.problem(of: name) != nil
        return """
            <input class="input\(width.map { " width-\($0)" })" id="\(name)" name="\(name)" \
            type="\(kind == .password ? "password" : kind == .email ? "email" : "text")"\
            \(attribute: "inputmode", kind == .number ? "numeric" : nil) \
            value="\(kind == .password ? "" : state[name])"\
            \(attribute: "autocomplete", autocomplete ?? (kind == .password ? nil : "off"))\
            \(attribute: "list", list)\
            \(attribute: "aria-describedby", described)\
            \(attribute: "aria-invalid", isBad ? "true" : nil)\
            \(attribute: "required", if: !isOptional && !isSearch)>
            """
    }
}

func textArea(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, _ state: FormState = .blank,
    rows: Int = 3, isOptional: Bool = false
) -> HTML {
    field(name, label, hint: hint, state, isOptional: isOptional) { described in
        """
        <textarea class="input" id="\(name)" name="\(name)" rows="\(rows)"\
        \(attribute: "aria-describedby", described)\
        \(attribute: "aria-invalid", state.problem(of: name) != nil ? "true" : nil)\
        \(attribute: "required", if: !isOptional)>
        \(state[name])</textarea>
        """
    }
}

/// One of several values.
struct Choice: Sendable {
    let value: String
    let label: Phrase
    let hint: Phrase?

    init(_ value: String, _ label: Phrase, hint: Phrase? = nil) {
        self.value = value
        self.label = label
        self.hint = hint
    }
}

func select(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, _ choices: [Choice],
    _ state: FormState = .blank, isOptional: Bool = false
) -> HTML {
    field(name, label, hint: hint, state, isOptional: isOptional) { described in
        """
        <select class="input" id="\(name)" name="\(name)"\
        \(attribute: "aria-describedby", described)\
        \(attribute: "aria-invalid", state.problem(of: name) != nil ? "true" : nil)>
        \(each: choices, { option($0, isChosen: state[name] == $0.value) })
        </select>
        """
    }
}

private func option(_ choice: Choice, isChosen: Bool) -> HTML {
    """
    <option value="\(choice.value)"\(attribute: "selected", if: isChosen)>\
    \(say: choice.label)</option>
    """
}

/// Radio buttons: all choices are seen at once.
func radios(
    _ name: String, _ legend: Phrase, hint: Phrase? = nil, _ choices: [Choice],
    _ state: FormState = .blank, isInline: Bool = false
) -> HTML {
    choiceGroup(name, legend, hint, choices, state, type: "radio", isInline: isInline)
}

/// Boxes, of which any number can be ticked.
func checkboxes(
    _ name: String, _ legend: Phrase, hint: Phrase? = nil, _ choices: [Choice],
    _ state: FormState = .blank
) -> HTML { choiceGroup(name, legend, hint, choices, state, type: "checkbox", isInline: false) }

private func choiceGroup(
    _ name: String, _ legend: Phrase, _ hint: Phrase?, _ choices: [Choice], _ state: FormState,
    type: String, isInline: Bool
) -> HTML {
    let problem = state.problem(of: name)
    let described = [hint.map { _ in "\(name)-hint" }, problem.map { _ in "\(name)-error" }]
        .compactMap(\.self).joined(separator: " ")
    return """
        <fieldset class="field\(if: problem != nil, " has-error")"\
        \(attribute: "aria-describedby", described.isEmpty ? nil : described)>
        <legend>\(say: legend)</legend>
        \(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\(say: $0)</p>" } ?? HTML.empty)
        \(errorMessage(name, problem))
        <div class="choices\(if: isInline, " inline")">
        \(each: choices.enumerated(), { index, choice in
            choiceBox(name, index, choice, type, isChosen: state.has(name, choice.value))
        })
        </div>
        </fieldset>
        """
}

/// The first has the name as its ID, so that an error leads to it.
private func choiceBox(
    _ name: String, _ index: Int, _ choice: Choice, _ type: String, isChosen: Bool
) -> HTML {
    let id = index == 0 ? name : "\(name)-\(index)"
    return """
        <div class="choice"><input type="\(type)" name="\(name)" id="\(id)" \
        value="\(choice.value)"\(attribute: "checked", if: isChosen)\
        \(attribute: "aria-describedby", choice.hint.map { _ in "\(id)-note" })>
        <label for="\(id)">\(say: choice.label)</label>
        \(choice.hint.map { "<p class=\"hint\" id=\"\(id)-note\">\(say: $0)</p>" } ?? HTML.empty)
        </div>
        """
}

/// One box alone.
func checkbox(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, _ state: FormState = .blank
) -> HTML {
    let problem = state.problem(of: name)
    return """
        <div class="field\(if: problem != nil, " has-error")">
        \(errorMessage(name, problem))
        <div class="choice"><input type="checkbox" name="\(name)" id="\(name)" value="yes"\
        \(attribute: "checked", if: state.has(name, "yes"))\
        \(attribute: "aria-describedby", hint.map { _ in "\(name)-hint" })>
        <label for="\(name)">\(say: label)</label>
        \(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\(say: $0)</p>" } ?? HTML.empty)</div>
        </div>
        """
}

/// Files to send.
func fileField(
    _ name: String, _ label: Phrase, hint: Phrase? = nil, _ state: FormState = .blank,
    isMultiple: Bool = false, accept: String? = nil
) -> HTML {
    field(name, label, hint: hint, state, isOptional: false) { described in
        """
        <input class="input file" type="file" id="\(name)" name="\(name)"\
        \(attribute: "multiple", if: isMultiple)\(attribute: "accept", accept)\
        \(attribute: "aria-describedby", described)>
        """
    }
}

/// A value that goes with a form unseen.
func hidden(_ name: String, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
}

enum ButtonKind: String { case primary, secondary, warning, quiet }

/// The button that sends a form; with a name, which of several it was.
func button(
    _ label: Phrase, _ kind: ButtonKind = .primary, name: String? = nil, value: String? = nil,
    id: String? = nil, action: String? = nil
) -> HTML {
    """
    <button type="submit" class="button \(kind.rawValue)"\(attribute: "name", name)\
    \(attribute: "value", value)\(attribute: "id", id)\(attribute: "formaction", action)>\
    \(say: label)</button>
    """
}

/// A link that looks like a button: it goes somewhere and changes nothing.
func linkButton(_ label: Phrase, _ address: String, _ kind: ButtonKind = .secondary) -> HTML {
    "<a class=\"button \(kind.rawValue)\" href=\"\(address)\" role=\"button\">\(say: label)</a>"
}

/// Buttons in one row.
func buttons(_ pieces: HTML...) -> HTML { "<div class=\"buttons\">\(pieces.joined())</div>" }

/// Everything that is wrong, first on the page and focused; each leads to its field.
func errorSummary(_ state: FormState) -> HTML {
    if state.problems.isEmpty { return .empty }
    return """
        <div class="error-summary" role="alert" tabindex="-1" id="error-summary" autofocus>
        <h2>\(say: .errorSummaryTitle)</h2>
        <ul>
        \(each: state.problems, { problem in
            problem.field.map { "<li><a href=\"#\($0)\">\(say: problem.message)</a></li>" }
                ?? "<li>\(say: problem.message)</li>"
        })
        </ul>
        </div>
        """
}
