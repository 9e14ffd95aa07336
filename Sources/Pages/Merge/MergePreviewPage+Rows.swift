import Records

// Rows of a source that meet rows of the target.

extension MergePreviewPage {
    var rows: HTML {
        if plan.collisions.isEmpty { return .empty }
        let settled = plan.collisions.filter(\.options.isEmpty)
        let open = plan.collisions.filter { !$0.options.isEmpty }
        return """
            \(heading(.mergeRows))
            \(if: !settled.isEmpty, table(settled))
            \(each: open, choice)
            \(if: !open.isEmpty, buttons(
                button(.saveChoices, .secondary, name: "save", value: "yes")))
            """
    }

    private func table(_ collisions: [MergeCollision]) -> HTML {
        dataTable(
            Phrase("merge.rows-caption", "Rows about which nothing has to be decided"),
            [
                Column(.mergeRowKind) { HTML(.mergeRow($0.kind)) },
                Column(.mergeRowOfSource, namesRow: true) {
                    HTML(text: $0.sourceWords)
                },
                Column(.mergeRowOfTarget) {
                    HTML(text: $0.targetWords.joined(separator: "; "))
                },
                Column(Phrase("merge.row-result", "What happens")) { HTML(.result(of: $0)) },
            ], collisions)
    }

    private func choice(_ collision: MergeCollision) -> HTML {
        let name = "row-\(collision.id)"
        var state = form
        if state.values[name] == nil {
            state.values[name] = Self.chosen(collision).map { [$0] }
        }
        return radios(
            name, .decideRow(collision),
            hint: Phrase(
                "merge.row-hint", "{0}. The source's: {1}. The target's: {2}.",
                Phrase.alike(collision).text, collision.sourceWords,
                collision.targetWords.joined(separator: "; ")),
            collision.options.map { Choice($0, .option($0, collision.kind)) }, state)
    }

    /// What is chosen of two rows; nil where nothing is yet.
    private static func chosen(_ collision: MergeCollision) -> String? {
        switch collision.action {
        case .decide: nil
        case .dropped: "target"
        case .replaces: "source"
        case .moved: "both"
        }
    }
}
