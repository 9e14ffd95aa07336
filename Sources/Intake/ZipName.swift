/// The text of a name in a ZIP file.
///
/// By the book a name is CP437 unless a flag says UTF-8, yet macOS writes UTF-8 without the flag.
/// A name that is valid UTF-8 is taken as that, any other as CP437.
func zipName(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = String.UnicodeScalarView()
    for byte in bytes {
        text.append(byte < 128 ? Unicode.Scalar(byte) : codePage437[Int(byte) - 128])
    }
    return String(text)
}

/// Bytes 128 to 255 of IBM code page 437.
private let codePage437 = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
        + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)
