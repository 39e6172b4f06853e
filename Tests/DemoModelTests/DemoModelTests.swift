import JSON
import NIOCore
import Testing
import TestSupport

@testable import Chat
@testable import DemoModel

@Suite struct DemoModelTests {
    private func answer(_ question: String, language: String? = nil, context: String = "{}", assistant: String = "general") throws
        -> DemoAnswer
    {
        let context = language.map { "{\"language\":\"\($0)\"}" } ?? context
        let body =
            "{\"messages\":[{\"role\":\"user\",\"content\":\(JSONValue.string(question).json)}],\"assistant\":\"\(assistant)\",\"context\":\(context),\"max_tokens\":1000}"
        return DemoModel(hotel: try ChatFixture.hotel()).answer(to: try ChatFixture.judged(body), now: ChatFixture.now)
    }

    @Test(
        "R-G3 rooms and prices in the language of the question",
        arguments: [
            ("What rooms do you have?", "Garden double", "demonstration"), ("Какие у вас номера?", "Садовый двухместный", "демонстрация"),
            ("Які є номери?", "Садовий двомісний", "демонстрація"), ("покажите номера и цены", "120\u{a0}EUR", "демонстрация"),
            ("How much is the Garden double?", "120\u{a0}EUR", "demonstration"),
            ("Скільки коштує ніч?", "78\u{a0}EUR", "демонстрація"),
        ])
    func languages(question: String, expected: String, mark: String) throws {
        let text = try answer(question).text
        #expect(text.contains(expected), "\(text)")
        #expect(text.contains(mark))
    }

    @Test(arguments: [
        ("Is breakfast included?", "buffet"), ("when is breakfast served", "buffet"), ("Включён ли завтрак?", "шведский"),
        ("Сніданок входить у вартість?", "шведський"), ("Is there parking?", "courtyard"),
        ("Can I bring my dog?", "One dog"), ("можно с собакой?", "собака"), ("Do you have wifi", "200\u{a0}Mbit"),
        ("When is check-in?", "15:00"), ("где вы находитесь?", "Lighthouse"),
        ("Can I cancel?", "3 days"), ("Thank you!", "very welcome"), ("Привіт", "Вітаємо"), ("Can I pay by card?", "card"),
        ("qwertz", "prices"),
    ])
    func questionsFindTheirAnswer(question: String, expected: String) throws {
        let text = try answer(question).text
        #expect(text.contains(expected), "\(text)")
    }

    @Test(arguments: ["zh", "hi", "es", "ar", "fr", "bn", "pt", "id", "de", "ja", "ko", "it", "tr", "nl", "pl", "vi", "th"])
    func theOtherLanguagesGetASensibleSentence(language: String) throws {
        let text = try answer("?", language: language).text
        #expect(text.contains("Hotel Aurora"))
        #expect(text.contains("78\u{a0}EUR"))
        #expect(!text.contains("demonstration of"))
    }

    @Test func freeRoomsFollowTheDates() throws {
        let text = try answer("Which rooms are free from 2026-12-06 to 2026-12-08?").text
        #expect(!text.contains("Garden double"))
        #expect(text.contains("Attic studio**\u{a0}– 28\u{a0}m², for up to 2\u{a0}guests, 196\u{a0}EUR"), "\(text)")
    }

    @Test func aSpecialBookingEndsWithABlock() throws {
        let context =
            #"{"bookingState":{"collectedData":{"checkIn":"2027-01-15","checkOut":"2027-01-18","guests":2}},"requirements":["romantic"]}"#
        let text = try answer("A romantic stay, please", context: context, assistant: "special").text
        #expect(text.contains("[OFFER_DATA]\nroom_name: "))
        #expect(text.hasSuffix("[/OFFER_DATA]"))
        #expect(text.contains("check_in: 2027-01-15\ncheck_out: 2027-01-18\nguests: 2\ntotal_nights: 3"))
        #expect(try !answer("A romantic stay, please", assistant: "special").text.contains("[OFFER"))
    }

    /// R-A6
    @Test func eventsHoldTheTextAndTheUsageThatWasAskedFor() throws {
        let answer = try answer("What rooms do you have?")
        let events = answer.events(id: "chatcmpl-1", created: 1, includeUsage: true).map { String(buffer: $0) }
        #expect(events.allSatisfy { $0.hasPrefix("data: ") && $0.hasSuffix("\n\n") })
        #expect(events.last == "data: [DONE]\n\n")
        #expect(events.dropLast().last?.contains("\"choices\":[],\"usage\":{") == true)
        let text = try events.dropLast(2).map { event in
            let value = try JSONValue(parsing: Array(event.dropFirst(6).utf8))
            guard case .array(let choices)? = value["choices"] else { return "" }
            return choices.first?["delta"]?["content"]?.text ?? ""
        }.joined()
        #expect(text == answer.text)
        #expect(answer.events(id: "x", created: 1, includeUsage: false).allSatisfy { !String(buffer: $0).contains("usage") })
        #expect(String(buffer: answer.completion(id: "x", created: 1)).contains("\"model\":\"bellhop-demo\""))
    }

    @Test func theSameQuestionGetsTheSameAnswer() throws {
        #expect(try answer("What rooms do you have?").text == answer("What rooms do you have?").text)
    }
}
