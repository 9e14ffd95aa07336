extension LinkageModel {
    /// The model that comes with the program, for students.
    ///
    /// Learned from invented students (two samples of 100,000 rows) and, for records with many
    /// errors, from the data sets FEBRL 1 to 3; see `docs/matching.md`. Rows are in the order of
    /// `PairClass`, numbers in a row in that of `LevelCode` from 1 on.
    public static let students = LinkageModel(
        levels: [
            "first": firstLevels,
            "middle": middleLevels,
            "last": lastLevels,
            "suffix": suffixLevels,
            "birthDate": birthDateLevels,
            "gender": genderLevels,
            "stateID": stateIDLevels,
            "otherID": otherIDLevels,
            "address": addressLevels,
            "city": cityLevels,
            "zip": zipLevels,
            "phone": phoneLevels,
            "guardian": guardianLevels,
            "school": schoolLevels,
            "grade": gradeLevels,
            "extra": extraLevels,
        ],
        pairsPerPerson: [
            0.172, 0.049, 0.01, 0.004, 0, 0, 0.5, 0.12, 0.0125, 0.003, 0.0005,
        ],
        neighborShare: 0.03, calibration: calibrationCurve, threshold: 0.5)

    /// From computed to found log odds: on FEBRL 2 and 3 and samples of 10,000 to 1,000,000 rows.
    private static let calibrationCurve: [Calibration] = [
        (-9, -7.3), (-7, -5.4), (-5, -3.3), (-3, -1.7), (-1, -0.6), (1, 1), (3, 2.9), (5, 4.8),
        (7, 6.6), (9, 8.2), (11, 10), (13, 12),
    ].map { Calibration(computed: $0.0, found: $0.1) }
}
