import Operations
import Pages
import Records
import Storage

/// Mapping the columns of a file that was handed in.
enum MappingController {
    private static let path = "/imports/delivery/{delivery}/map/{file}"

    static let routes: [Route] = [
        .get(path, .needs(.runImports)) { visit in
            let number = try visit.number(in: "file")
            return try await visit.show { try page($0, visit, number, nil, nil) }
        },
        // The layout is chosen where neither name nor header tell it.
        .post(path + "/layout", .needs(.runImports)) { visit in
            let number = try visit.number(in: "file")
            let layout = Layout(rawValue: visit.form["layout"])
            return try await visit.show { try page($0, visit, number, layout, nil) }
        },
        .post(path, .needs(.runImports), save),
    ]

    private static func file(
        _ workspace: Workspace, _ visit: Visit, _ number: Int
    ) throws -> StagedImport.File {
        let id = ImportsController.delivery(visit)
        let delivery = try ImportsController.staged(workspace, visit).show(id)
        guard let file = delivery.files.first(where: { $0.id == number }) else {
            throw OperationError.notFound(kind: "file", name: "\(number)")
        }
        return file
    }

    private static func page(
        _ workspace: Workspace, _ visit: Visit, _ number: Int, _ layout: Layout?,
        _ form: FormState?
    ) throws -> MappingPage {
        let id = ImportsController.delivery(visit)
        let file = try file(workspace, visit, number)
        let path = ImportsController.staged(workspace, visit).path(of: file, in: id)
        let proposal = try ColumnMappings(workspace).propose(for: path, as: layout)
        return MappingPage(
            delivery: id, file: file, proposal: proposal,
            form: form ?? MappingPage.values(of: proposal, file: file.name))
    }

    private static func save(_ visit: Visit) async throws -> Answer {
        let number = try visit.number(in: "file")
        let id = ImportsController.delivery(visit)
        let layout = Layout(rawValue: visit.form["layout"])
        let form = visit.form
        return try await visit.submit(
            fields: ["mapping.invalid": "column-0", "mapping.exists": "name"]
        ) { workspace in
            let file = try file(workspace, visit, number)
            let path = ImportsController.staged(workspace, visit).path(of: file, in: id)
            let mappings = ColumnMappings(workspace)
            let proposal = try mappings.propose(for: path, as: layout)
            let pairs = proposal.columns.enumerated().compactMap { index, column in
                Int(form["column-\(index)"]).map {
                    ColumnMapping.Pair(column.column, .position($0))
                }
            }
            guard let layout else { throw OperationError.notFound(kind: "layout", name: "") }
            let name = form["name"]
            if name.isEmpty { throw FormProblems("name", .enter(.name)) }
            let saved = try mappings.save(name, for: path, as: layout, pairs)
            ImportsController.startCheck(id, workspace, visit)
            return .redirect(
                "/imports/delivery/\(id)",
                notice: Notice(.mappingSaved(saved.name), changeSet: saved.changeSet))
        } orShow: { workspace, form in
            try page(workspace, visit, number, layout, form)
        }
    }
}
