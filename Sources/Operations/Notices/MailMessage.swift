import Foundation

/// Mail as programs take it.
enum MailMessage {
    /// A message as RFC 5322 has it. Names of profiles may have other letters than ASCII, which
    /// stand in a header as RFC 2047 has them, in pieces of at most 75 characters.
    static func text(to addresses: [String], subject: String, body: String) -> String {
        var words: [String] = []
        var piece = ""
        for character in subject {
            if piece.utf8.count + character.utf8.count > 42 {
                words.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        words.append(piece)
        let encoded = words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }
            .joined(separator: "\n ")
        return """
            To: \(addresses.joined(separator: ", "))
            Subject: \(subject.utf8.allSatisfy { (0x20...0x7E).contains($0) }
                && subject.utf8.count < 900 ? subject : encoded)
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            \(body)
            """
    }

    /// Whether something is an address to which mail goes: nothing that could be another header, or
    /// an option of a program.
    static func isAddress(_ text: String) -> Bool {
        text.utf8.count <= 254
            && text.wholeMatch(
                of: /[A-Za-z0-9_][A-Za-z0-9._+\-]*@[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?/)
                != nil
    }
}
