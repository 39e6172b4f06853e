/// Which language the demo model answers in.
enum DemoLanguage {
    /// The language that the message's letters and words show; where they leave it open, the chat's language.
    static func of(_ question: String, chat: String?, fallback: String) -> String {
        let letters = question.unicodeScalars.filter { $0.properties.isAlphabetic }
        if letters.contains(where: { cyrillic.contains($0.value) }) { return slavic(question, chat: chat) }
        if let language = scripts.first(where: { script in letters.contains { script.range.contains($0.value) } })?.language {
            return language == "zh" && chat == "ja" ? "ja" : language
        }
        guard let chat, chat != "en" else { return letters.isEmpty ? chat ?? fallback : "en" }
        return isEnglish(DemoWords.of(question)) ? "en" : chat
    }

    private static let cyrillic: ClosedRange<UInt32> = 0x400...0x4ff

    /// Scripts that one language of the widget is written in; kana before the signs that Japanese shares with Chinese.
    private static let scripts: [(range: ClosedRange<UInt32>, language: String)] = [
        (0x3040...0x30ff, "ja"), (0x4e00...0x9fff, "zh"), (0xac00...0xd7a3, "ko"), (0x600...0x6ff, "ar"), (0x900...0x97f, "hi"),
        (0x980...0x9ff, "bn"), (0xe00...0xe7f, "th"),
    ]

    private static func slavic(_ question: String, chat: String?) -> String {
        let lower = question.lowercased().unicodeScalars
        if lower.contains(where: { "іїєґ".unicodeScalars.contains($0) }) { return "uk" }
        if lower.contains(where: { "ыэъё".unicodeScalars.contains($0) }) { return "ru" }
        let words = DemoWords.of(question)
        let isUkrainian = words.contains { word in
            ukrainian.contains(word) || word.contains("'") || ukrainianEndings.contains { word.hasSuffix($0) }
        }
        if isUkrainian { return "uk" }
        return chat == "uk" && words.allSatisfy { !russian.contains($0) && !$0.hasSuffix("ть") && !$0.hasSuffix("ться") } ? "uk" : "ru"
    }

    /// One word that no other language of the widget has, or a message half of which could be English.
    private static func isEnglish(_ words: [Substring]) -> Bool {
        let shared = words.count { sharedEnglish.contains($0) }
        return words.contains { english.contains($0) } || shared >= 2 && shared * 2 >= words.count
    }

    private static func set(_ words: String) -> Set<Substring> { Set(words.split(whereSeparator: \.isWhitespace)) }

    /// Words without a letter that only Ukrainian has.
    private static let ukrainian = set(
        """
        безкоштовний безкоштовно будь бувайте вартість вечора вибачте ви гаразд готелю готель де добридень добрий дякую дякуємо з забронювати
        зараз здрастуйте зустріч коли контакти котра котрого куди ласка людини мене ми можна немає номери палю поворотний потрібен ранку скасували
        скільки страви та треба усе учора хто це цей ця чи чудово що як яка яке якого який яку якщо
        """)
    private static let ukrainianEndings = ["увати", "ювати", "атися", "итися", "ятися", "єте"]
    private static let russian = set(
        """
        бесплатная бесплатно вечер где да добрый доброе доброй здравствуй здравствуйте если есть завтрак зовут и или какая
        какие какой как когда кот ли меня мест можно нет номера номеров нужна нужно ок отель отлично пожалуйста пока понятно привет
        приветствую с сколько собой собакой спасибо хорошо хочу цены человек что это ясно
        """)
    private static let english = set(
        """
        accept about afternoon allowed any anything available be book breakfast cancel children could does dog evening from get good have hello
        how how's i'd i'm included isn't it's like looking morning need night nights our pay please price prices room rooms stay tell thank
        thanks the there there's thx time two want we're we'd what what's when where where's which with would you your
        """)
    private static let sharedEnglish = set("a and are can do for free hi i in is it me my of on show to we")
}
