/// How much two values of a field agree: the comparison level, in the field's term.
public enum LinkageLevel: Equatable, Sendable {
    /// One or both are missing; says nothing.
    case missing
    /// Not compared, because the other field tells all that it could: who has one first name is of
    /// one gender, and who was born on one day is in one grade, also where they are two.
    case told(by: LinkageField)
    /// The same once case, accents and punctuation are put aside. `share` is the part of all
    /// people who have this value, where it is known.
    case equal(share: Double?)
    /// One name is a usual short form of the other.
    case shortForm
    /// One is the initial of the other.
    case initial
    /// The same letters, with the words parted in other places.
    case spacing
    /// All words of one are among those of the other.
    case part
    /// One typing error apart: a letter or digit added, dropped, replaced, or two swapped.
    case slip
    /// Alike in spelling or in sound.
    case similar
    /// Found in another field of the other person, such as the middle name.
    case elsewhere(LinkageField)
    /// Dates with day and month swapped.
    case dayAndMonthSwapped
    /// The same year, and one of the dates is January 1, which often stands for "not known".
    case placeholder
    /// Two of year, month and day are the same.
    case twoPartsEqual
    /// Grades that follow each other.
    case nextGrade
    case differ
}
