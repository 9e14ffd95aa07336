import Records

// All SQL that touches `name_variant`.

extension Writer {
    /// How many words are taken at a time.
    private static var wordsPerBatch: Int { 20_000 }

    /// Makes each of `words`, folded words of names, findable when it is misspelt by one letter,
    /// and by its sound.
    /// Words that are findable already are passed over.
    public func addNameVariants(of words: Set<String>) throws {
        var rest = words.sorted()[...]
        while !rest.isEmpty {
            try addVariants(of: rest.prefix(Self.wordsPerBatch))
            rest = rest.dropFirst(Self.wordsPerBatch)
        }
    }

    private func addVariants(of words: ArraySlice<String>) throws {
        var known = Set<String>()
        try words.forEachBatch { batch in
            let found = try rows(
                """
                SELECT name FROM name_variant
                WHERE variant IN (\(list: batch)) AND variant = name
                """
            ) { try $0.requiredText(0) }
            known.formUnion(found)
        }
        var variants: [(variant: String, word: String)] = []
        for word in words where !word.isEmpty && !known.contains(word) {
            for variant in NameKeys.variants(of: word) { variants.append((variant, word)) }
            if let sound = Soundex.variant(of: word) { variants.append((sound, word)) }
        }
        try write(variants)
    }

    /// Makes the words that are findable already findable by their sound too.
    func addSoundVariants() throws {
        let words = try rows("SELECT name FROM name_variant WHERE variant = name") {
            try $0.requiredText(0)
        }
        try write(
            words.compactMap { word in Soundex.variant(of: word).map { ($0, word) } })
    }

    private func write(_ variants: [(variant: String, word: String)]) throws {
        var variants = variants
        variants.sort { ($0.variant, $0.word) < ($1.variant, $1.word) }
        let write = BulkWrite(
            into: "name_variant", columns: ["variant", "name"], key: ["variant", "name"],
            conflict: .ignore)
        try bulk(write) { sink in
            for (variant, word) in variants {
                try sink.set(0, variant) { try sink.set(1, word) { try sink.write() } }
            }
        }
    }
}
