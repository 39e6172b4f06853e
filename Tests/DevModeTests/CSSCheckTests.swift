import Testing

@testable import DevMode

@Suite struct CSSCheckTests {
    @Test(arguments: [
        ("a { b: c }\n@media (min-width: 1px) { a::before { content: \"}\"; } }", nil), ("/* { */ a {}", nil),
        ("a { content: '\\''; }", nil), ("", nil),
        ("a {\n b: c\n", CSSCheck.Problem(line: 1, message: "“{” is never closed")),
        ("a {}\n}\n", CSSCheck.Problem(line: 2, message: "“}” closes nothing")),
        ("a { b: c(\n d } ", CSSCheck.Problem(line: 2, message: "“}” closes nothing")),
        ("a {}\n\n/* x", CSSCheck.Problem(line: 3, message: "a comment that does not end")),
        ("a { content: \"x\n}", CSSCheck.Problem(line: 1, message: "a string that does not end")),
    ])
    func whatEndsTheSheetEarlyIsFound(text: String, problem: CSSCheck.Problem?) {
        #expect(CSSCheck.problem(in: Array(text.utf8)) == problem)
    }

    @Test func everyPrefixIsReadWithoutACrash() {
        let text = Array("/* c */ a[b=\"c\\\"\"] { d: url(e) ; f: '\\'' }".utf8)
        for length in 0...text.count { _ = CSSCheck.problem(in: Array(text[..<length])) }
    }
}
