import Testing

@testable import Records

@Suite struct SoundexTests {
    /// The examples of the U.S. National Archives, and some that others publish.
    @Test(arguments: [
        ("Washington", "W252"), ("Lee", "L000"), ("Gutierrez", "G362"), ("Pfister", "P236"),
        ("Jackson", "J250"), ("Tymczak", "T522"), ("VanDeusen", "V532"), ("Ashcraft", "A261"),
        ("Ashcroft", "A261"), ("Robert", "R163"), ("Rupert", "R163"), ("Rubin", "R150"),
        ("Honeyman", "H555"), ("a", "A000"), ("o'neil", "O540"),
    ])
    func `a name sounds like`(_ name: String, _ code: String) {
        #expect(Soundex.code(name) == code)
        #expect(Soundex.variant(of: name) == "~" + code)
    }

    @Test(arguments: ["", "7", "李", "'x"])
    func `what does not begin with a letter has no code`(_ word: String) {
        #expect(Soundex.code(word) == nil)
    }

    @Test(arguments: [
        ("smith", "smyth", true), ("garcia lopez", "garzia", true), ("de la cruz", "cruse", true),
        ("osterby", "brandt", false), ("", "", false), ("李", "李", false),
    ])
    func `names sound alike`(_ left: String, _ right: String, alike: Bool) {
        #expect(Soundex.soundAlike(left, right) == alike)
    }
}
