/// studemo.txt of the next night: everybody again, three of them changed, and the new ones.
struct NightStudents {
    private(set) var students: [SISStudent]
    private(set) var planted: [String] = []

    /// Changes students of `chosen`, by index: a surname, a first name and a language.
    init(_ first: [SISStudent], changing chosen: [Int], adding new: [SISStudent]) {
        students = first
        for (number, index) in chosen.enumerated() {
            switch number {
            case 0: students[index].last += "-Ashdown"
            case 1: students[index].first = "Alexis"
            default:
                let language = students[index].language
                students[index].language = language == "Ilocano" ? "Hmong" : "Ilocano"
            }
        }
        students += new
        planted.append(
            "\(chosen.count) students changed in the next night's studemo.txt: a surname, a first "
                + "name, a language")
    }
}
