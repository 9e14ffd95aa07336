import Testing

@testable import Records

@Suite struct WeeklyHoursTests {
    @Test(arguments: [
        ("27.75", 1_665), ("27:45", 1_665), ("0", 0), ("5", 300), ("13.5", 810), ("1.67", 100),
        ("60", 3_600), ("0:05", 5), ("9.08", 545),
    ])
    func `hours are read`(_ text: String, _ minutes: Int) {
        #expect(WeeklyHours(text)?.minutes == minutes)
    }

    @Test(arguments: [
        "", "x", "27,75", "-5", "1.", ".5", "27.755", "27:60", "27:5", "61", "60.01", "100",
        "1:2:3",
        "2 7", "٢",
    ])
    func `what is no number of hours is refused`(_ text: String) {
        #expect(WeeklyHours(text) == nil)
    }

    @Test(arguments: [
        (1_665, "1.00", "27.75"), (0, "0.00", "0.00"), (833, "0.50", "13.88"),
        (832, "0.50", "13.87"), (900, "0.54", "15.00"), (8, "0.00", "0.13"),
        (9, "0.01", "0.15"), (3_600, "2.16", "60.00"), (1_656, "0.99", "27.60"),
        (1_657, "1.00", "27.62"),
    ])
    func `27.75 hours are one full-time equivalent`(
        _ minutes: Int, _ equivalent: String, _ hours: String
    ) {
        #expect(WeeklyHours(minutes: minutes).fullTimeEquivalent == equivalent)
        #expect(WeeklyHours(minutes: minutes).hours == hours)
    }

    @Test func `an equivalent gives its hours back`() {
        for hundredths in 0...216 {
            let hours = WeeklyHours(hundredthsOfFullTime: hundredths)
            #expect(hours.hundredthsOfFullTime == hundredths)
        }
        #expect(WeeklyHours(hundredthsOfFullTime: 100) == .fullTime)
    }
}
