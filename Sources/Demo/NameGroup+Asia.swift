extension NameGroup {
    static let filipino = NameGroup(
        "Tagalog", weight: 4,
        surnames: [
            "Abad", "Aquino", "Bautista", "Cabanban", "Dela Cruz", "Dela Rosa", "Dimaculangan",
            "Gatdula", "Ilagan", "Lacson", "Macaraeg", "Manalo", "Pangilinan", "Punzalan",
            "Quiambao", "Sumulong", "Tolentino", "Villanueva",
        ],
        girls: [
            "Amihan", "Angelica", "Bea", "Carmela", "Dalisay", "Giselle", "Ligaya", "Luningning",
            "Maria Clara", "Marites", "Mayumi", "Rowena", "Tala", "Trisha Mae",
        ],
        boys: [
            "Alon", "Andres", "Bayani", "Carlo", "Crisanto", "Datu", "Emmanuel", "Gian Carlo",
            "Isagani", "John Paul", "Makisig", "Paolo", "Rizal", "Vince",
        ])

    static let vietnamese = NameGroup(
        "Vietnamese", weight: 4,
        surnames: [
            "Bui", "Dang", "Dinh", "Do", "Duong", "Ho", "Hoang", "Huynh", "Le", "Lê", "Luong",
            "Ngo", "Nguyen", "Nguyễn", "Pham", "Phan", "Tran", "Trinh", "Truong", "Vo", "Vu",
        ],
        girls: [
            "Anh", "Bích", "Chi", "Diem", "Hanh", "Hoa", "Huong", "Kim-Anh", "Lan", "Linh", "Mai",
            "My", "Ngoc", "Nhi", "Phuong", "Quynh", "Thao", "Thi", "Thuy", "Trang", "Tuyet",
        ],
        boys: [
            "An", "Bao", "Binh", "Cuong", "Dat", "Đức", "Dung", "Hai", "Hieu", "Hung", "Huy",
            "Khoa", "Long", "Minh", "Nam", "Phong", "Quan", "Quang", "Son", "Thanh", "Tuan", "Viet",
        ])

    static let chinese = NameGroup(
        "Mandarin", weight: 4,
        surnames: [
            "Chan", "Chang", "Chen", "Cheng", "Gao", "Guo", "Huang", "Lau", "Li", "Lin", "Liu",
            "Lu", "Ma", "Ng", "Tang", "Wang", "Wong", "Wu", "Xu", "Yang", "Yu", "Zhang", "Zhao",
            "Zhou", "Zhu",
        ],
        girls: [
            "Fang", "Hui-Ling", "Jia", "Jing", "Lan", "Li Na", "Mei", "Meiling", "Min", "Ning",
            "Qing", "Rui", "Shu-Fen", "Ting", "Wen", "Xia", "Xiu", "Yan", "Yi-Chen", "Ying",
        ],
        boys: [
            "Bo", "Chao", "Cheng", "De", "Feng", "Hao", "Jian", "Jun", "Kai", "Lei", "Ming",
            "Peng", "Qiang", "Rui", "Tao", "Wei", "Wei-Lun", "Xin", "Yang", "Yu", "Zhen",
        ])

    static let korean = NameGroup(
        "Korean", weight: 2,
        surnames: [
            "Ahn", "Baek", "Cho", "Choi", "Han", "Hwang", "Jang", "Jeong", "Kang", "Kim", "Kwon",
            "Lee", "Lim", "Oh", "Park", "Seo", "Shin", "Song", "Yoo", "Yoon",
        ],
        girls: [
            "Eun-ji", "Ha-eun", "Ha-yoon", "Hye-jin", "Ji-min", "Ji-woo", "Min-seo", "Seo-yeon",
            "Seo-yun", "Soo-ah", "Su-bin", "Ye-jin", "Yu-na",
        ],
        boys: [
            "Do-yun", "Eun-woo", "Hyun-woo", "Jae-won", "Ji-ho", "Ji-hoon", "Joon-seo", "Jun-ho",
            "Min-jun", "Min-su", "Seo-jun", "Si-woo", "Ye-jun",
        ])

    static let punjabi = NameGroup(
        "Punjabi", weight: 4,
        surnames: [
            "Bains", "Bhatia", "Brar", "Chopra", "Dhaliwal", "Dhillon", "Gill", "Grewal", "Iyer",
            "Johal", "Kapoor", "Kaur", "Mehta", "Nair", "Patel", "Rao", "Sandhu", "Sharma",
            "Sidhu", "Singh", "Toor", "Virk",
        ],
        girls: [
            "Aanya", "Amrit", "Ananya", "Anika", "Avneet", "Diya", "Gurleen", "Harleen", "Ishita",
            "Jasleen", "Kavya", "Kiran", "Manpreet", "Meera", "Navneet", "Nisha", "Priya", "Riya",
            "Simran",
        ],
        boys: [
            "Aarav", "Amandeep", "Arjun", "Arnav", "Balraj", "Dev", "Gurpreet", "Harjot", "Ishaan",
            "Jaspreet", "Karan", "Manraj", "Nikhil", "Pranav", "Rajveer", "Rohan", "Sahib",
            "Tejas", "Vikram",
        ])

    static let arabic = NameGroup(
        "Arabic", weight: 3,
        surnames: [
            "Abbas", "Al-Amin", "Al-Khatib", "Al-Masri", "Aziz", "Darwish", "El-Sayed", "Farouk",
            "Ghanem", "Haddad", "Hakimi", "Jaber", "Karimi", "Khalil", "Mansour", "Nassar",
            "Qasim", "Rahimi", "Saleh", "Shaheen", "Zaman",
        ],
        girls: [
            "Aaliyah", "Amal", "Amina", "Dalia", "Dina", "Farah", "Hala", "Jamila", "Laila",
            "Leen", "Mariam", "Nour", "Rania", "Reem", "Salma", "Samira", "Yasmin", "Zahra",
            "Zaynab",
        ],
        boys: [
            "Adam", "Ahmad", "Ali", "Amir", "Bilal", "Faisal", "Hamza", "Hassan", "Ibrahim",
            "Idris", "Jamal", "Karim", "Khalid", "Mustafa", "Omar", "Rami", "Samir", "Tariq",
            "Yusuf", "Zayd",
        ])

    static let somali = NameGroup(
        "Somali", weight: 2,
        surnames: [
            "Abdi", "Abdullahi", "Aden", "Barre", "Dirie", "Farah", "Guled", "Hersi", "Hirsi",
            "Jama", "Mohamud", "Nur", "Osman", "Samatar", "Warsame", "Tesfaye", "Bekele",
            "Gebremariam", "Haile",
        ],
        girls: [
            "Asha", "Ayaan", "Deqa", "Fadumo", "Habiba", "Hibaaq", "Hodan", "Ifrah", "Idil",
            "Khadija", "Ladan", "Nasra", "Sagal", "Selam", "Tigist",
        ],
        boys: [
            "Abdi", "Abdirahman", "Ayub", "Bashir", "Dawit", "Geedi", "Hanad", "Ismail", "Liban",
            "Mahad", "Mohamed", "Nuh", "Sharmarke", "Yonas", "Zakariye",
        ])
}
