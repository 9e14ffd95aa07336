extension NameGroup {
    static let english = NameGroup(
        "English", weight: 30,
        surnames: [
            "Abbott", "Archer", "Baker", "Barlow", "Bennett", "Bishop", "Booker", "Bradford",
            "Brewer", "Briggs", "Carver", "Chandler", "Cole", "Cooper", "Crawford", "Dalton",
            "Dawson", "Draper", "Ellis", "Fletcher", "Foster", "Freeman", "Garner", "Gibson",
            "Graves", "Hale", "Harper", "Hayes", "Holloway", "Hudson", "Jefferson", "Kendrick",
            "Langley", "Lowell", "Mercer", "Merritt", "Norwood", "Osborne", "Parrish", "Prescott",
            "Quimby", "Ramsey", "Sawyer", "Sheffield", "Stokes", "Sutton", "Thatcher", "Underhill",
            "Vance", "Wainwright", "Washington", "Weaver", "Whitaker", "Winslow", "Wheeler",
        ],
        girls: [
            "Abigail", "Alice", "Amelia", "Ava", "Beatrice", "Brooklyn", "Caroline", "Charlotte",
            "Chloe", "Claire", "Clara", "Daisy", "Eleanor", "Ella", "Emily", "Emma", "Evelyn",
            "Faith", "Georgia", "Grace", "Hannah", "Hazel", "Imani", "Ivy", "Jada", "Josephine",
            "Juniper", "Kennedy", "Layla", "Lillian", "Lucy", "Mabel", "Madison", "Mary Beth",
            "Naomi", "Nevaeh", "Olive", "Penelope", "Piper", "Rose", "Ruby", "Savannah", "Scarlett",
            "Sophie", "Tessa", "Violet", "Willow", "Zoe", "Zoë",
        ],
        boys: [
            "Aiden", "Andrew", "Asher", "Benjamin", "Caleb", "Carter", "Charles", "Daniel",
            "Darius", "Dominic", "Easton", "Elijah", "Ethan", "Ezra", "Felix", "Gabriel",
            "Grayson", "Henry", "Hudson", "Isaac", "Isaiah", "Jack", "Jackson", "James", "Jaylen",
            "Jonah", "Jonathan", "Joseph", "Levi", "Logan", "Lucas", "Malik", "Marcus", "Mason",
            "Matthew", "Micah", "Nathaniel", "Noah", "Oliver", "Owen", "Parker", "Quincy", "Robert",
            "Samuel", "Silas", "Theodore", "Thomas", "Tyrone", "Wesley", "William", "Xavier",
        ])

    static let irish = NameGroup(
        "English", weight: 8,
        surnames: [
            "O'Brien", "O'Connell", "O'Dwyer", "O'Hara", "O'Leary", "O'Neill", "O'Rourke",
            "McAllister", "McBride", "McCabe", "McCarthy", "McGrath", "McKenna", "MacLeod",
            "MacGregor", "Brennan", "Callahan", "Doyle", "Fitzgerald", "Gallagher", "Keane",
            "Lynch", "Nolan", "Quinn", "Sweeney", "Tierney", "Fraser", "Kerr", "Lockhart",
        ],
        girls: [
            "Aisling", "Bridget", "Caitlin", "Deirdre", "Erin", "Fiona", "Kiera", "Maeve", "Moira",
            "Nora", "Niamh", "Rowan", "Shannon", "Siobhán", "Sinéad", "Teagan", "Una",
        ],
        boys: [
            "Aidan", "Brendan", "Callum", "Cormac", "Declan", "Eoin", "Finn", "Ian", "Kieran",
            "Liam", "Malcolm", "Niall", "Patrick", "Rory", "Ronan", "Seán", "Sean", "Shane",
        ])

    static let nordic = NameGroup(
        "English", weight: 7,
        surnames: [
            "Andersen", "Bergström", "Dahl", "Eriksen", "Gustafson", "Halvorsen", "Hedlund",
            "Jensen", "Johansson", "Karlsson", "Larsen", "Lindqvist", "Lund", "Nyström", "Olsen",
            "Sørensen", "Strand", "Thorsen", "Østby", "Åberg", "Bauer", "Krüger", "Müller",
            "Schäfer", "Vogel", "Weiß", "van Dijk", "de Vries",
        ],
        girls: [
            "Anna-Lise", "Annika", "Astrid", "Britta", "Elsa", "Freya", "Greta", "Hanna", "Heidi",
            "Ingrid", "Karin", "Katja", "Liv", "Maja", "Mila", "Saga", "Sigrid", "Solveig", "Tove",
        ],
        boys: [
            "Anders", "Axel", "Bjørn", "Emil", "Erik", "Finn", "Gunnar", "Hans", "Henrik", "Isak",
            "Jens", "Jürgen", "Karl", "Lars", "Leif", "Magnus", "Nils", "Oskar", "Sören", "Stellan",
        ])

    static let french = NameGroup(
        "French", weight: 3,
        surnames: [
            "Beaulieu", "Bélanger", "Bouchard", "Côté", "D'Amours", "Desrosiers", "Dubois",
            "Fontaine", "Gagné", "Lafleur", "LeBlanc", "Lefèvre", "Mercier", "Moreau", "Rousseau",
            "St. Laurent", "Tremblay", "Diallo", "Traoré", "Ndiaye",
        ],
        girls: [
            "Adèle", "Aïcha", "Amélie", "Camille", "Céline", "Chloé", "Élise", "Fatou", "Geneviève",
            "Inès", "Manon", "Margaux", "Noémie", "Océane", "Solène", "Zoé",
        ],
        boys: [
            "André", "Bastien", "Étienne", "François", "Gaël", "Hugo", "Jean-Luc", "Jean-Paul",
            "Loïc", "Mamadou", "Mathieu", "Noël", "Ousmane", "Raphaël", "Rémi", "Théo",
        ])

    static let ukrainian = NameGroup(
        "Ukrainian", weight: 6,
        surnames: [
            "Bondarenko", "Boyko", "Hrytsenko", "Ivanenko", "Karpenko", "Kovalchuk", "Kovalenko",
            "Kravchenko", "Lysenko", "Marchenko", "Melnyk", "Moroz", "Oliynyk", "Petrenko",
            "Savchenko", "Shevchuk", "Tkachenko", "Voloshyn", "Zakharchenko", "Kowalczyk",
            "Nowak", "Wójcik", "Zieliński", "Novák", "Dvořák",
        ],
        girls: [
            "Alina", "Anastasiia", "Bohdana", "Daryna", "Halyna", "Iryna", "Kateryna", "Kseniia",
            "Larysa", "Mariia", "Nadiia", "Oksana", "Olena", "Polina", "Sofiia", "Solomiia",
            "Tetiana", "Yana", "Zofia", "Zuzanna",
        ],
        boys: [
            "Andrii", "Artem", "Bohdan", "Danylo", "Dmytro", "Ihor", "Ivan", "Kyrylo", "Łukasz",
            "Maksym", "Matvii", "Mykola", "Nazar", "Oleksandr", "Ostap", "Pavlo", "Roman",
            "Stanisław", "Taras", "Vasyl", "Yaroslav",
        ])
}
