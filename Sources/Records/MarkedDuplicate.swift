/// The old way of marking a duplicate: `D` in front of the student ID, which frees the number.
///
/// Source: the manual procedure of districts, `docs/causes.md`.
public enum MarkedDuplicate {
    /// The number that a student ID marks as that of the student who stays; nil where it is not
    /// marked. `D5001` marks 5001; letters after the `D` are part of another number.
    public static func number(in studentID: String) -> String? {
        guard studentID.first == "D" || studentID.first == "d" else { return nil }
        let rest = studentID.dropFirst()
        return !rest.isEmpty && rest.utf8.allSatisfy { (0x30...0x39).contains($0) }
            ? String(rest) : nil
    }
}
