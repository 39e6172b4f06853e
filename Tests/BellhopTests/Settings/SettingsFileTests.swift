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
        ("{ prot: 1 }", "f: prot: unknown key; did you mean port?"),
        ("{ limits: { requestPerMinute: 1 } }", "f: limits.requestPerMinute: unknown key; did you mean limits.requestsPerMinute?"),
        ("{ requestsPerMinute: 1 }", "f: requestsPerMinute: unknown key; did you mean limits.requestsPerMinute?"),
        ("{ config: 'x' }", "f: config: unknown key"),
        ("{ port: '80' }", "f: port: found \"80\", allowed is a whole number from 0 to 65535"),
        ("{ port: 70000 }", "f: port: found 70000, allowed is a whole number from 0 to 65535"),
        ("{ limits: 5 }", "f: limits: found 5, allowed is an object of settings"),
        ("{ chat: { models: [1] } }", "f: chat.models: found a list, allowed is a list of texts"),
        ("{ upstream: { apiKey: 12345678 } }", "f: upstream.apiKey: found something that is no text, allowed is text"),
        ("{ upstream: { url: 'ftp://x' } }", "f: upstream.url: found \"ftp://x\", allowed is an http or https URL"),
        ("[]", "f: found a list, expected an object of settings"), ("{ port: }", "f: no valid JSON5"), ("", "f: no valid JSON5"),
    ])
    func whatCannotBeUsedIsNamed(text: String, expected: String) {
        #expect(failure(text).hasPrefix(expected), "\(failure(text))")
    }
}
