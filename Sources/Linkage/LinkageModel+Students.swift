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
        neighborShare: 0.03, calibration: calibrationCurve, threshold: 0.55)

    /// From computed to found log odds, on samples of 100,000 and 1,000,000 rows.
    private static let calibrationCurve: [Calibration] = [
        (-5.6, -5.8), (-3.2, -3.7), (-1.0, -2.4), (0.9, -0.6), (2.56, 0.7), (3.73, 2.5),
        (5.4, 4.1), (8.1, 5.7), (11, 9.5),
    ].map { Calibration(computed: $0.0, found: $0.1) }
}
