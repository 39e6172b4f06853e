/// What a question is about, by stems of words in English, Russian and Ukrainian.
enum DemoIntent: CaseIterable, Sendable {
    case special, breakfast, parking, wifi, pets, children, checkIn, cancellation, payment, smoking, availability, rooms, price, way,
        contact, thanks,
        greeting, other

    /// The first intent, in the order of the cases, one of whose stems begins a word of the question (or, with a blank inside, occurs in it).
    static func of(_ question: String) -> DemoIntent {
        let lower = question.lowercased()
        let words = lower.split { !$0.isLetter && !$0.isNumber && $0 != "-" }
        return allCases.first { intent in
            stems[intent]?.contains { stem in
                stem.contains(" ")
                    ? lower.contains(stem) : words.contains { $0 == stem || stem.hasSuffix("*") && $0.hasPrefix(stem.dropLast()) }
            } ?? false
        } ?? .other
    }

    private static let stems: [DemoIntent: [String]] = [
        .special: [
            "romantic*", "honeymoon*", "anniversar*", "wedding*", "birthday*", "surprise*", "celebrat*", "special request",
            "special occasion", "flowers", "champagne", "tailor*",
            "corporate*", "conference*", "group of", "event*", "wheelchair*", "allerg*", "vegan*", "gluten*", "long stay", "романт*",
            "медов*", "юбиле*", "свадьб*", "годовщин*",
            "сюрприз*", "особые пожелания", "особый запрос", "весілл*", "річниц*", "ювіле*", "аллерг*", "алерг*", "особливі побажання",
            "день рождения", "день народження", "корпорат*",
        ],
        .availability: [
            "available", "availability", "vacanc*", "free", "vacant", "свободн*", "вільн*", "наявн*", "наличи*", "доступн*", "sold out",
            "any rooms left", "есть места", "є місця",
        ],
        .rooms: [
            "room", "rooms", "suite*", "studio*", "loft*", "penthouse*", "accommodation*", "stay", "bed", "beds", "номер", "номера",
            "номеров", "номери", "номерів", "номере", "номері",
            "комнат*", "кімнат*", "люкс*", "студи*", "студі*", "апартамент*", "book", "booking", "reserve", "reservation*", "забронир*",
            "заброн*", "бронир*", "бронюв*", "проживан*",
        ],
        .price: [
            "price*", "cost*", "rate", "rates", "how much", "cheap*", "expensive", "budget", "цен*", "ціна", "ціни", "стоит", "стоимост*",
            "сколько", "кошту*", "варт*", "скільки", "дешев*",
        ],
        .breakfast: [
            "breakfast*", "brunch", "food", "meal*", "restaurant*", "dinner*", "завтрак*", "сніданок*", "сніданк*", "ресторан*", "ужин*",
            "вечер*", "питани*", "харчуван*", "поесть", "поїсти",
        ],
        .parking: ["parking*", "park", "car", "garage*", "парков*", "паркінг*", "паркінг", "машин*", "авто", "автомоб*", "стоянк*"],
        .wifi: ["wifi", "wi-fi", "internet*", "wlan", "вайфай", "вай-фай", "интернет*", "інтернет*", "password", "пароль"],
        .pets: [
            "pet", "pets", "dog*", "cat", "cats", "animal*", "собак*", "кошк*", "кот", "котом", "питомц*", "животн*", "тварин*", "кіт",
            "котик*", "улюбленц*",
        ],
        .children: [
            "child*", "kid", "kids", "baby", "cot", "crib", "family", "дет*", "ребен*", "ребён*", "дит*", "малыш*", "малюк*", "сімей*",
            "семей*",
        ],
        .checkIn: [
            "check-in", "checkin", "check-out", "checkout", "check in", "check out", "arriv*", "late", "early", "luggage", "заезд*",
            "заїзд*", "выезд*", "виїзд*", "заселен*", "багаж*", "поселен*", "приїхат*",
        ],
        .cancellation: ["cancel*", "refund*", "change my", "отмен*", "скасув*", "возврат*", "повернен*"],
        .payment: [
            "pay", "payment*", "card", "cash", "deposit*", "оплат*", "картк*", "карт*", "наличн*", "готівк*", "предоплат*", "передоплат*",
        ],
        .smoking: ["smok*", "cigar*", "кур*", "палит*", "палін*"],
        .way: [
            "where", "address", "location", "located", "airport*", "station*", "taxi*", "transfer*", "get to", "directions", "map", "где",
            "адрес*", "адреса", "аеропорт*", "аэропорт*",
            "вокзал*", "добрат*", "дістат*", "трансфер*", "такси", "таксі", "де", "знаход*", "находит*", "beach*", "sea", "море", "пляж*",
        ],
        .contact: [
            "phone", "email", "e-mail", "contact*", "call", "reception*", "manager*", "human", "телефон*", "почт*", "пошт*", "контакт*",
            "связат*", "зв'яз*", "зв’яз*", "людин*", "человек*",
        ],
        .thanks: [
            "thanks", "thank", "great", "perfect", "ok", "okay", "bye", "спасибо", "благодар*", "дякую", "дяку*", "отлично", "чудово",
            "хорошо", "добре",
        ],
        .greeting: [
            "hello", "hi", "hey", "good morning", "good evening", "good afternoon", "привет", "здравствуй*", "добрый", "вітаю", "привіт",
            "доброго", "добрий", "доброе",
        ],
    ]
}
