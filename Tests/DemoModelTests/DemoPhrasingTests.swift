import JSON
import TestSupport
import Testing

@testable import Chat
@testable import DemoModel

/// R-G3
@Suite struct DemoPhrasingTests {
    @Test(arguments: DemoPhrasings.everything)
    func aPhrasingIsUnderstood(phrasing: DemoPhrasing) {
        #expect(DemoIntent.of(phrasing.text) == phrasing.intent)
    }

    @Test(arguments: DemoPhrasings.everything)
    func aPhrasingShowsItsLanguage(phrasing: DemoPhrasing) {
        #expect(DemoLanguage.of(phrasing.text, chat: nil, fallback: "en") == phrasing.language)
        #expect(DemoLanguage.of(phrasing.text, chat: phrasing.language, fallback: "en") == phrasing.language)
    }

    @Test(arguments: DemoIntent.allCases)
    func everyIntentHasThirtyPhrasings(intent: DemoIntent) throws {
        let group = try #require(DemoPhrasings.groups.first { $0.intent == intent })
        #expect(Set(group.all.map(\.text)).count >= 30)
        #expect(group.texts.allSatisfy { $0.lines.split(separator: "\n").count >= 10 })
    }

    @Test(
        "A message in another language than the chat's",
        arguments: [
            ("What rooms do you have?", "de", "en"), ("Is breakfast included?", "nl", "en"), ("Can I bring my dog?", "ru", "en"),
            ("Какие у вас номера?", "uk", "ru"), ("Є вільні номери?", "ru", "uk"), ("Где парковка?", "en", "ru"), ("ок", "uk", "ru"),
            ("有空房吗？", "en", "zh"), ("空室はありますか", "en", "ja"), ("방 있나요?", "en", "ko"), ("هل توجد غرف؟", "en", "ar"),
            ("Haben Sie freie Zimmer?", "de", "de"), ("Is de wifi gratis?", "nl", "nl"),
            ("Quais são os preços a partir de maio?", "pt", "pt"),
            ("120?", "fr", "fr"), ("Wi-Fi?", "uk", "uk"),
        ])
    func otherLanguages(question: String, chat: String, expected: String) {
        #expect(DemoLanguage.of(question, chat: chat, fallback: "en") == expected)
    }

    /// The chips of the example hotel are asked in the chat's language.
    @Test func quickRepliesAreInTheirLanguage() throws {
        let hotel = try ChatFixture.hotel()
        guard case .array(let replies)? = hotel.publicMembers.first(where: { $0.name == "quickReplies" })?.value else {
            Issue.record("no quick replies")
            return
        }
        for language in hotel.languages {
            for reply in replies {
                let text = try #require(reply[language]?.text)
                #expect(DemoLanguage.of(text, chat: language, fallback: "en") == language, "\(text)")
            }
        }
    }

    @Test(
        "Words that only look like another word",
        arguments: [
            ("Do you take cards?", DemoIntent.payment), ("a search for scarves", .other), ("Could you recall that", .other),
            ("номер карты", .payment), ("доброго вечера", .greeting), ("курс доллара", .other), ("центнер", .other), ("дорога", .other),
            ("eventually", .other), ("costume", .other), ("kidding", .other), ("Парковка и вайфай есть?", .parking),
        ])
    func lookalikes(question: String, expected: DemoIntent) {
        #expect(DemoIntent.of(question) == expected)
    }

    /// R-G3: a question about two things is answered on both.
    @Test func aQuestionMayBeAboutMoreThanOneThing() {
        #expect(DemoIntent.all(in: "Is there parking, and is the wifi free?") == [.parking, .wifi])
        #expect(DemoIntent.all(in: "Можно с собакой и с детьми?") == [.pets, .children])
        #expect(DemoIntent.all(in: "А де у вас сніданок?") == [.breakfast])
    }

    /// A message of the longest size a guest may send.
    @Test func aLongMessageIsReadInOneGo() {
        let text = String(repeating: "номер ціна сніданок ", count: 200)
        #expect(DemoIntent.all(in: text) == [.breakfast, .price, .rooms])
    }
}
