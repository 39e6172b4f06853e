import Testing

@testable import bellhop

@Suite struct SettingsFileTests {
    private func parsed(_ text: String) throws -> [String: SettingValue] {
        try SettingsFile(parsing: Array(text.utf8), name: "f").values
    }

    private func failure(_ text: String) -> String {
        do {
            _ = try parsed(text)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test func theSchemasNameIsNoSetting() throws {
        #expect(try parsed("{ $schema: 'bellhop.schema.json', port: 1 }") == ["port": .integer(1)])
    }

    @Test func commentsTrailingCommasAndBareNamesAreRead() throws {
        let values = try parsed(
            "{ // a comment\n port: 9000, limits: { 'requestsPerMinute': 5, tokensPerDay: null, }, chat: {models: ['a','b'],temperature: 1}, }"
        )
        #expect(
            values == [
                "port": .integer(9000), "limits.requestsPerMinute": .integer(5), "chat.models": .list(["a", "b"]),
                "chat.temperature": .number(1),
            ])
    }

    @Test(arguments: [
        ("{ prot: 1 }", "f: line 1: prot: unknown key; did you mean port?"),
        ("{ limits: { requestPerMinute: 1 } }", "f: line 1: limits.requestPerMinute: unknown key; did you mean limits.requestsPerMinute?"),
        ("{ requestsPerMinute: 1 }", "f: line 1: requestsPerMinute: unknown key; did you mean limits.requestsPerMinute?"),
        ("{ config: 'x' }", "f: line 1: config: unknown key"),
        ("{ port: '80' }", "f: line 1: port: found \"80\", allowed is a whole number from 0 to 65535"),
        ("{ port: 70000 }", "f: line 1: port: found 70000, allowed is a whole number from 0 to 65535"),
        ("{ limits: 5 }", "f: line 1: limits: found 5, allowed is an object of settings"),
        ("{ chat: { models: [1] } }", "f: line 1: chat.models: found a list, allowed is a list of texts"),
        ("{ upstream: { apiKey: 12345678 } }", "f: line 1: upstream.apiKey: found something that is no text, allowed is text"),
        ("{ upstream: { url: 'ftp://x' } }", "f: line 1: upstream.url: found \"ftp://x\", allowed is an http or https URL"),
        (
            "{\n chat: {\n  model: 'a'\n  maxTokens: 5 } }",
            "f: line 4: no valid JSON5: found “m”, expected a comma or “}”; is there a comma at the end of line 3?"
        ),
        (
            "{ chat: { model: 'a' },\n chat: { maxTokens: 5 } }",
            "f: line 2: no valid JSON5: “chat” occurs twice in an object, before on line 1"
        ),
        (
            "{ upstream: {\n url: 'https://user:secret@ex ample/v1' } }",
            "f: line 2: upstream.url: found a URL with a user or password in it"
        ),
        ("[]", "f: found a list, expected an object of settings"), ("{ port: }", "f: line 1: no valid JSON5"),
        ("", "f: line 1: no valid JSON5"),
    ])
    func whatCannotBeUsedIsNamed(text: String, expected: String) {
        #expect(failure(text).hasPrefix(expected), "\(failure(text))")
    }
}
