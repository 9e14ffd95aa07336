import Testing

@testable import Records

@Suite struct OneRosterCodesTests {
    @Test(arguments: [
        ("{SSID:41}", "41"), ("{Fed:a},{State ID: 42 }", "42"), ("{stateId:43},{SSID:44}", "43"),
        ("{Fed:a}", ""), ("", ""), ("SSID:41", ""), ("{SSID}", ""), ("{SSID:}", ""),
        ("{x:{SSID:45}}", "45"),
    ])
    func `the state's number among user IDs`(_ cell: String, stateID: String) {
        #expect(OneRosterCodes.stateID(inUserIDs: cell) == stateID)
    }

    @Test func `lists and flags`() {
        #expect(OneRosterCodes.list("a, b,,c ") == ["a", "b", "c"])
        #expect(OneRosterCodes.first(ofList: " 07,08") == "07")
        #expect(OneRosterCodes.first(ofList: "") == "")
        #expect(OneRosterCodes.isTrue("TRUE"))
        #expect(!OneRosterCodes.isTrue("false"))
    }
}
