extension SampleNames {
    static let starts = [
        "Hart", "Ash", "Wood", "Black", "White", "Green", "Stone", "Marsh", "Brook", "Hol",
        "Lang", "Strat", "Ber", "Kauf", "Wald", "Stein", "Schu", "Mar", "Pet", "And", "Nor",
        "Sor", "Lind", "Berg", "Hal", "Car", "Cal", "Mac", "Don", "Far", "Fitz", "Gal", "Gil",
        "Ham", "Har", "Hen", "Hut", "Jen", "Kel", "Ken", "Kir", "Kra", "Lam", "Lan", "Lau", "Law",
        "Leh", "Lock", "Mal", "Man", "Mer", "Mil", "Mon", "Mor", "Nash", "New", "Oak", "Old",
        "Os", "Pal", "Par", "Pen", "Per", "Pol", "Pop", "Pres", "Pur", "Rad", "Ran", "Red",
        "Ren", "Rich", "Rob", "Rod", "Ros", "Rus", "Sal", "Sand", "Sav", "Sel", "Sher", "Sil",
        "Spen", "Stan", "Sul", "Sum", "Tal", "Tan", "Ter", "Thorn", "Til", "Tor", "Tre", "Tur",
        "Van", "Ver", "Vol", "Wal", "War", "Wat", "Web", "Wel", "Wes", "Whit", "Wil", "Win",
        "Yar", "Zim",
    ]
    static let middles = [
        "e", "i", "o", "a", "en", "er", "in", "ing", "le", "ling", "man", "mer", "ne", "ring",
        "ster", "ter", "ther", "wor",
    ]
    static let ends = [
        "well", "ford", "ley", "ton", "son", "man", "berg", "field", "worth", "wood", "land",
        "ard", "bert", "burn", "bury", "by", "cott", "dale", "den", "der", "don", "dorf", "er",
        "feld", "gan", "gard", "ham", "hart", "hurst", "ick", "ington", "ins", "ka", "ker",
        "kin", "kins", "ko", "lin", "lock", "low", "mann", "mar", "mond", "more", "nell", "ner",
        "ock", "off", "ola", "one", "ord", "ow", "rell", "rick", "ridge", "ris", "sen", "shaw",
        "ski", "smith", "stad", "stein", "stone", "strom", "thal", "vale", "var", "ver", "vich",
        "ward", "way", "wick", "win", "yard",
    ]
    static let girls = [
        "Emma", "Sophia", "Olivia", "Isabella", "Ava", "Mia", "Emily", "Abigail", "Madison",
        "Charlotte", "Elizabeth", "Amelia", "Evelyn", "Harper", "Chloe", "Sofia", "Avery", "Grace",
        "Ella", "Addison", "Victoria", "Natalie", "Lily", "Aubrey", "Lillian", "Zoey", "Hannah",
        "Layla", "Brooklyn", "Samantha", "Zoe", "Leah", "Scarlett", "Riley", "Camila", "Savannah",
        "Anna", "Audrey", "Allison", "Aria", "Gabriella", "Claire", "Sarah", "Aaliyah", "Kaylee",
        "Nevaeh", "Penelope", "Alexa", "Arianna", "Stella", "Alexis", "Bella", "Nora", "Ellie",
        "Ariana", "Lucy", "Mila", "Peyton", "Genesis", "Alyssa", "Taylor", "Violet", "Maya",
        "Caroline", "Madelyn", "Skylar", "Serenity", "Ashley", "Brianna", "Kennedy", "Autumn",
        "Eleanor", "Kylie", "Sadie", "Paisley", "Julia", "Mackenzie", "Sophie", "Naomi", "Eva",
        "Khloe", "Katherine", "Gianna", "Melanie", "Aubree", "Piper", "Ruby", "Lydia", "Faith",
        "Madeline", "Alexandra", "Kayla", "Hazel", "Lauren", "Annabelle", "Jasmine", "Aurora",
        "Alice", "Makayla", "Sydney", "Bailey", "Luna", "Jocelyn", "Rachel", "Margaret",
        "Josephine",
        "Rebecca", "Jessica", "Jennifer", "Catherine", "Theresa", "Vivian", "Kimberly", "Molly",
    ]
    static let boys = [
        "Jacob", "Mason", "Ethan", "Noah", "William", "Liam", "Jayden", "Michael", "Alexander",
        "Aiden", "Daniel", "Matthew", "Elijah", "James", "Anthony", "Benjamin", "Joshua", "Andrew",
        "David", "Joseph", "Logan", "Jackson", "Christopher", "Gabriel", "Samuel", "Ryan", "Lucas",
        "John", "Nathan", "Isaac", "Dylan", "Caleb", "Christian", "Landon", "Jonathan", "Carter",
        "Luke", "Owen", "Brayden", "Gavin", "Wyatt", "Isaiah", "Henry", "Eli", "Hunter", "Jack",
        "Evan", "Jordan", "Nicholas", "Tyler", "Aaron", "Jeremiah", "Julian", "Cameron", "Levi",
        "Brandon", "Angel", "Austin", "Connor", "Adrian", "Robert", "Charles", "Thomas",
        "Sebastian", "Colton", "Jaxon", "Kevin", "Zachary", "Ayden", "Dominic", "Blake", "Jose",
        "Oliver", "Justin", "Bentley", "Jason", "Chase", "Ian", "Josiah", "Parker", "Xavier",
        "Adam", "Cooper", "Nathaniel", "Grayson", "Jace", "Carson", "Nolan", "Tristan", "Luis",
        "Brody", "Juan", "Hudson", "Bryson", "Carlos", "Easton", "Damian", "Alex", "Kayden",
        "Ryder", "Jesus", "Cole", "Micah", "Vincent", "Max", "Jaxson", "Timothy", "Richard",
        "Edward", "Patrick", "Steven", "Theodore", "Frederick", "Gregory", "Kenneth", "Peter",
    ]
    static let givenStarts = [
        "Ka", "Ja", "Ta", "La", "De", "Sha", "Ma", "Bri", "Kei", "Ny", "Za", "Da", "Ra", "Ari",
        "Ve", "Lo", "Te", "Mi", "Je", "Sa", "Ki", "Ra", "Ty", "Ami", "Ele",
    ]
    static let girlEnds = [
        "lynn", "nika", "risa", "liah", "nelle", "della", "rina", "vaeh", "nessa", "mara", "leigh",
        "shawna", "ria", "lise", "yah", "tessa", "mika", "sha", "rielle", "lani",
    ]
    static let boyEnds = [
        "von", "den", "shawn", "rell", "marcus", "vion", "len", "ron", "quan", "vin", "rius",
        "mir", "sean", "dric", "kell", "mond", "ton", "rian", "var", "jon",
    ]
    static let cityStarts = [
        "Alder", "Birch", "Cedar", "Clear", "Eagle", "Fair", "Fern", "Glen", "Granite", "Heron",
        "Iron", "Juniper", "Kings", "Lake", "Maple", "North", "Oak", "Pine", "Quail", "River",
        "Silver", "South", "Stone", "Timber", "Union", "Valley", "West", "Willow",
    ]
    static let cityEnds = [
        "brook", "dale", "field", "ford", " Falls", " Harbor", " Hills", " Junction", " Point",
        "ton", "view", "ville", "wood",
    ]
    static let streetNames = [
        "Alder", "Aspen", "Bluebird", "Canyon", "Cascade", "Cedar", "Center", "Cherry", "Chestnut",
        "Church", "College", "Cottonwood", "Creekside", "Dogwood", "Eighth", "Elm", "Fern", "Fifth",
        "First", "Forest", "Fourth", "Garden", "Grange", "Hickory", "Highland", "Hillcrest",
        "Jefferson", "Juniper", "Lakeview", "Larkspur", "Laurel", "Lincoln", "Locust", "Madrona",
        "Main", "Maple", "Meadow", "Mill Pond", "Oak", "Orchard", "Osprey", "Park", "Pine",
        "Pleasant", "Ridge", "Ridgeline", "River", "Second", "Seventh", "Sixth", "Spring", "Spruce",
        "Sunset", "Sycamore", "Tamarack", "Third", "Valley View", "Vine", "Walnut", "Washington",
        "Willow", "Yarrow",
    ]
    static let streetKinds = [
        "Street", "Street", "Street", "Avenue", "Avenue", "Road", "Drive", "Drive", "Lane", "Court",
        "Way", "Place", "Boulevard", "Circle", "Terrace",
    ]
    static let shortForms: [String: [String]] = [
        "Abigail": ["Abby", "Gail"], "Alexander": ["Alex", "Xander"],
        "Alexandra": ["Alex", "Lexi"],
        "Allison": ["Allie", "Ali"], "Andrew": ["Drew", "Andy"], "Anthony": ["Tony"],
        "Benjamin": ["Ben", "Benny"], "Catherine": ["Cathy", "Kate"],
        "Charles": ["Charlie", "Chuck"], "Charlotte": ["Charlie", "Lottie"],
        "Christopher": ["Chris", "Topher"], "Daniel": ["Dan", "Danny"], "David": ["Dave"],
        "Edward": ["Eddie", "Ted"], "Eleanor": ["Ellie", "Nora"],
        "Elizabeth": ["Liz", "Beth", "Eliza", "Betsy"], "Emily": ["Em", "Emmy"],
        "Francisco": ["Paco", "Cisco"], "Frederick": ["Fred", "Freddie"], "Gabriel": ["Gabe"],
        "Gabriella": ["Gabby", "Ella"], "Gregory": ["Greg"], "Guadalupe": ["Lupe"],
        "Guillermo": ["Memo"], "Henry": ["Hank"], "Ignacio": ["Nacho"],
        "Isabella": ["Bella", "Izzy"],
        "Jacob": ["Jake"], "James": ["Jim", "Jimmy"], "Jennifer": ["Jen", "Jenny"],
        "Jeremiah": ["Jerry"], "Jessica": ["Jess", "Jessie"], "John": ["Johnny", "Jack"],
        "Jonathan": ["Jon"], "Joseph": ["Joe", "Joey"], "Josephine": ["Josie", "Jo"],
        "Joshua": ["Josh"], "José": ["Pepe"], "Jesús": ["Chuy"],
        "Katherine": ["Katie", "Kate", "Kat"],
        "Kenneth": ["Ken", "Kenny"], "Kimberly": ["Kim"], "Madeline": ["Maddie"],
        "Madison": ["Maddie"], "Makayla": ["Kayla"], "Margaret": ["Maggie", "Meg", "Peggy"],
        "Matthew": ["Matt"], "Michael": ["Mike", "Mikey"], "Miguel": ["Mike"],
        "Natalie": ["Nat"], "Nathaniel": ["Nate", "Nathan"], "Nicholas": ["Nick", "Nico"],
        "Patrick": ["Pat", "Paddy"], "Penelope": ["Penny"], "Peter": ["Pete"],
        "Rebecca": ["Becky", "Becca"], "Richard": ["Rick", "Richie", "Dick"],
        "Robert": ["Rob", "Bob", "Bobby"], "Salvador": ["Chava"], "Samantha": ["Sam"],
        "Samuel": ["Sam"], "Sebastian": ["Seb"], "Sophia": ["Sophie"], "Steven": ["Steve"],
        "Theodore": ["Theo", "Ted"], "Theresa": ["Terry", "Tess"], "Thomas": ["Tom", "Tommy"],
        "Timothy": ["Tim"], "Victoria": ["Vicky", "Tori"], "Vincent": ["Vince", "Vinny"],
        "Vivian": ["Viv"], "William": ["Will", "Bill", "Billy", "Liam"], "Zachary": ["Zach"],
    ]
}
