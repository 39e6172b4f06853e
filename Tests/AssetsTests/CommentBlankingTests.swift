import Testing

@testable import Assets

/// W-H2: what a guest gets of the sources.
struct CommentBlankingTests {
    private func script(_ source: String) -> String {
        String(decoding: CommentBlanking.blanked(Array(source.utf8), as: .script), as: UTF8.self)
    }
    private func style(_ source: String) -> String {
        String(decoding: CommentBlanking.blanked(Array(source.utf8), as: .style), as: UTF8.self)
    }
    private func page(_ source: String) -> String {
        String(decoding: CommentBlanking.blanked(Array(source.utf8), as: .page), as: UTF8.self)
    }

    @Test(arguments: [
        ("a; // gone\nb", "a;\nb"),
        ("// gone\n\nb", "\n\nb"),
        ("a /* gone */ b", "a   b"),
        ("a/* one\n two */b", "a\nb"),
        ("/** @type {x} */ (a)", "  (a)"),
        ("return/* gone */a", "return a"),
        ("a //", "a"),
        ("a /* never closed\n", "a\n"),
    ])
    func commentsGoAndLinesStay(source: String, blanked: String) { #expect(script(source).trimmed == blanked.trimmed) }

    @Test(arguments: [
        "'// stays'", "\"/* stays */\"", "`// stays ${a} /* stays */`", "`${`// ${b} //`} //`", "`${{ a: '}' }} // stays`", "'\\'// stays'",
        "/[/*]/.test(a)", "x = /\\/\\//g", "return /'\\/*/", "[/a//b/]", "(/\\// )", "a / b / c", "a[0] / 2 / b", "f(a) / 2", "`a` / 2",
        "7 / 2",
        "typeof /x/", "case /`/.test(a)", "a ? /'/ : /\"/", "`a  \n  b  `",
    ])
    func everythingElseStays(source: String) { #expect(script(source) == source) }

    @Test func aCommentAfterARegularExpressionGoes() { #expect(script("a = /[/]'/; // it's gone\nb = 'c';") == "a = /[/]'/;\nb = 'c';") }
    @Test func aCommentInsideATemplatesHoleGoes() { #expect(script("`a ${b /* gone */} c`") == "`a ${b  } c`") }
    @Test func aDivisionIsNoExpression() { #expect(script("(a) / 2; // it's / gone\n'x'") == "(a) / 2;\n'x'") }

    @Test func sheetsKeepTheirStrings() {
        #expect(style("a { content: '/* stays */'; } /* gone\n */\nb {}") == "a { content: '/* stays */'; }\n\nb {}")
        #expect(style("a { b: url(//x.example/y); }") == "a { b: url(//x.example/y); }")
    }

    @Test func pagesKeepTheirScripts() {
        #expect(page("<p>a<!-- gone\n --></p>").contains("gone") == false)
        #expect(page("<script>'<!-- stays -->'</script>") == "<script>'<!-- stays -->'</script>")
    }

    @Test func everyFileOfTheBundleKeepsItsLines() throws {
        for file in BundleSource.embedded {
            let sent = BundleSource.content(of: file, version: "0123456789ab")
            #expect(sent.count { $0 == UInt8(ascii: "\n") } == file.content.count { $0 == UInt8(ascii: "\n") }, "\(file.path)")
        }
    }
}

extension String {
    /// Without blanks at the end, which blanking may leave before the end of the file.
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
