import Delimited

extension PairComparer {
    /// Compares all that `compareNames` does not.
    mutating func compareRest(_ left: Int, _ right: Int, _ vector: inout PairVector) {
        compareNumbers(left, right, &vector)
        compareMiddle(left, right, &vector)
        let crossed = compareHomes(left, right, &vector)
        comparePlaces(left, right, &vector, crossed: crossed)
        set(.suffix, table.suffix, left, right, &vector) { $0 == $1 ? 1 : LevelCode.differ }
        // Who has one first name is of one gender, and who is of one age in one grade, whether or
        // not they are one person: the second says nothing beside the first.
        if vector.telling(Comparison.gender.rawValue) == nil {
            set(.gender, table.gender, left, right, &vector) { $0 == $1 ? 1 : LevelCode.differ }
        }
        if vector.telling(Comparison.grade.rawValue) == nil {
            set(.grade, table.grade, left, right, &vector) {
                $0 == $1 ? 1 : max($0, $1) - min($0, $1) == 1 ? LevelCode.form : LevelCode.differ
            }
        }
    }

    @inline(__always)
    private func set<Value: FixedWidthInteger>(
        _ comparison: Comparison, _ column: [Value], _ left: Int, _ right: Int,
        _ vector: inout PairVector, _ level: (Value, Value) -> UInt8
    ) {
        if column.isEmpty { return }
        let (one, other) = (column[left], column[right])
        if one != 0, other != 0 { vector.levels[comparison.rawValue] = level(one, other) }
    }

    /// Whether the two have one address, or one guardian.
    @inline(__always)
    func sharesHome(_ left: Int, _ right: Int) -> Bool {
        !table.address.isEmpty && table.address[left] != 0
            && table.address[left] == table.address[right]
            || !table.guardian.isEmpty && table.guardian[left] != 0
                && table.guardian[left] == table.guardian[right]
    }

    @inline(__always)
    func compareNumbers(_ left: Int, _ right: Int, _ vector: inout PairVector) {
        set(.stateID, table.stateID, left, right, &vector, PackedNumber.level)
        set(.otherID, table.otherID, left, right, &vector, PackedNumber.level)
        set(.phone, table.phone, left, right, &vector, PackedNumber.level)
    }

    private func compareMiddle(_ left: Int, _ right: Int, _ vector: inout PairVector) {
        let index = Comparison.middle.rawValue
        set(.middle, table.middle, left, right, &vector) { one, other in
            one == other ? LevelCode.equal : table.names.withTexts(one, other, NameComparison.first)
        }
        if vector.levels[index] == LevelCode.equal {
            vector.shares[index] = shares.middle.share(table.middle[left])
        }
        // What says that a first name is the other's middle name says it once.
        if vector[.first] == LevelCode.elsewhere { vector.levels[index] = LevelCode.missing }
    }

    /// Gives the number of the extra column in which the address was found, or -1.
    private func compareHomes(
        _ left: Int, _ right: Int, _ vector: inout PairVector
    ) -> Int {
        var crossed = -1
        set(.address, table.address, left, right, &vector) { one, other in
            one == other
                ? LevelCode.equal : table.homes.withTexts(one, other, TextComparison.address)
        }
        if vector[.address] == LevelCode.differ, !table.extras.isEmpty {
            crossed = compareCrossedAddress(left, right, &vector)
        }
        set(.guardian, table.guardian, left, right, &vector) { one, other in
            one == other
                ? LevelCode.equal : table.homes.withTexts(one, other, TextComparison.guardian)
        }
        compareGuardianWithSurname(left, &vector)
        return crossed
    }

    /// People of one surname have guardians of that surname: then only first names say something.
    private func compareGuardianWithSurname(_ left: Int, _ vector: inout PairVector) {
        let index = Comparison.guardian.rawValue
        let isOneSurname = (LevelCode.equal...LevelCode.similar).contains(vector[.last])
        switch vector.levels[index] {
        case LevelCode.equal:
            let share = shares.guardian.share(table.guardian[left])
            vector.shares[index] = isOneSurname ? max(share, Self.guardianShare) : share
        case LevelCode.part, LevelCode.similar:
            if isOneSurname { vector.levels[index] = LevelCode.missing }
        default: break
        }
    }

    /// How often the guardians of two people of one surname have one name by chance.
    private static let guardianShare: Float = 0.004

    /// An address that stands in another column of the other, as second address lines do.
    private func compareCrossedAddress(
        _ left: Int, _ right: Int, _ vector: inout PairVector
    ) -> Int {
        for (index, column) in table.extras.enumerated() {
            let isFound =
                isStreet(table.address[left], in: column[right])
                || isStreet(table.address[right], in: column[left])
            if isFound {
                vector.levels[Comparison.address.rawValue] = LevelCode.elsewhere
                return index
            }
        }
        return -1
    }

    private func isStreet(_ address: UInt32, in text: UInt32) -> Bool {
        if address == 0 || text == 0 { return false }
        return table.homes.withText(address) { address in
            table.places.withText(text) { TextComparison.isStreet(address, $0) }
        }
    }

    private mutating func comparePlaces(
        _ left: Int, _ right: Int, _ vector: inout PairVector, crossed: Int
    ) {
        if !table.city.isEmpty {
            let one = table.city[left]
            place(.city, one, table.city[right], shares.city.share(one), &vector)
        }
        if !table.zip.isEmpty {
            let one = table.zip[left]
            place(.zip, one, table.zip[right], shares.zip.share(one), &vector)
        }
        if !table.school.isEmpty {
            let one = table.school[left]
            place(.school, one, table.school[right], shares.school.share(one), &vector)
        }
        for (index, column) in table.extras.enumerated() {
            let (one, other) = (column[left], column[right])
            if one == 0 || other == 0 { continue }
            // What was found to be the other's address says so once.
            if index == crossed { continue }
            let at = PairVector.firstExtra + index
            if one == other {
                vector.levels[at] = LevelCode.equal
                vector.shares[at] = shares.extras[index].share(one)
            } else {
                vector.levels[at] = table.places.withTexts(one, other, TextComparison.plain)
            }
        }
    }

    @inline(__always)
    private mutating func place(
        _ comparison: Comparison, _ one: UInt32, _ other: UInt32, _ share: Float,
        _ vector: inout PairVector
    ) {
        if one == 0 || other == 0 { return }
        if one == other {
            vector.levels[comparison.rawValue] = LevelCode.equal
            vector.shares[comparison.rawValue] = share
            return
        }
        var level = places.level(one, other)
        if level == LevelCode.missing {
            level = table.places.withTexts(one, other, TextComparison.place)
            places.remember(one, other, level)
        }
        vector.levels[comparison.rawValue] = level
    }
}
