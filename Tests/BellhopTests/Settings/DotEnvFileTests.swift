import Testing

@testable import bellhop

/// dotenv's published examples in our own words, and what operators' files hold.
@Suite struct DotEnvFileTests {
    private func read(_ text: String) -> DotEnvFile { DotEnvFile(parsing: Array(text.utf8)) }

    /// F-46
    @Test(arguments: [
        "KEY=sk-t", "KEY=\"sk-t\"", "KEY='sk-t'", "KEY=`sk-t`", "export KEY=sk-t", "export\tKEY = 'sk-t'", "KEY=sk-t # prod",
        "KEY=sk-t\t# prod", "KEY=\"sk-t\" # prod", "KEY='sk-t'# prod", "  KEY  =  sk-t  ", "KEY=sk-t\r\n", "KEY=sk-t\r",
        "# a\n\n\r\n KEY=sk-t\n#",
        "KEY=old\nKEY=sk-t", "OTHER=\"a\nKEY=no\n\"\nKEY=sk-t", "export=1\nKEY=sk-t", "exported=1\nKEY=sk-t",
    ])
    func everyFormGivesTheValue(text: String) {
        #expect(read(text).values["KEY"] == "sk-t")
        #expect(read(text).problems.isEmpty)
    }

    @Test(arguments: [
        ("A=", ""), ("A=\"\"", ""), ("A=''", ""), ("A= # nothing", ""), ("A=#x", "#x"), ("A=x#y", "x#y"), ("A='x # y'", "x # y"),
        ("A=\"x # y\"", "x # y"), ("A=it's", "it's"), ("A=a \"quote\" inside", "a \"quote\" inside"),
        ("A={\"json\": \"text\"}", "{\"json\": \"text\"}"),
        ("A=x=y=z", "x=y=z"), ("A=$HOME/${B}", "$HOME/${B}"), ("A='  blanks  '", "  blanks  "), ("A=a  b", "a  b"),
        ("A=\"a\\nb\"", "a\nb"), ("A='a\\nb'", "a\\nb"), ("A=a\\nb", "a\\nb"), ("A=\"a\\tb\\\\c\\\"d\"", "a\tb\\c\"d"),
        ("A='a\\'b'", "a'b"),
        ("A=\"a\\qb\"", "a\\qb"), ("A=\"one\ntwo\"", "one\ntwo"), ("A='one\ntwo'", "one\ntwo"), ("A=\"a'b`c\"", "a'b`c"),
        ("A=`a\"b'c`", "a\"b'c"),
        ("A=\"ключ\"", "ключ"), ("A.b-c=1", nil),
    ])
    func aValueIsReadAsWritten(text: String, expected: String?) {
        #expect(read(text).values["A"] == expected)
        #expect(read(text).problems.isEmpty)
    }

    @Test(arguments: [
        ("KEY sk-t", 1, "neither"), ("A=1\nsk-t\nB=2", 2, "neither"), ("A=1\n\nKEY=\"sk-t\nB=2", 3, "does not end"),
        ("=sk-t", 1, "neither"),
        ("A=1\nKEY='a'b\nB=2", 2, "behind"), ("ключ=1", 1, "neither"), ("KEY: sk-t", 1, "neither"), ("export", 1, "neither"),
        ("A=1\r\n<<<<<<< HEAD\r\n", 2, "neither"),
    ])
    func anyOtherLineIsNamedByItsNumberAndNotQuoted(text: String, line: Int, reason: String) throws {
        let problem = try #require(read(text).problems.first)
        #expect(problem.line == line)
        #expect(problem.reason.contains(reason))
        #expect(!problem.reason.contains("sk-"))
        if text.contains("B=2") { #expect(read(text).values["B"] == "2") }
    }

    @Test func everyPrefixOfAFileIsReadWithoutACrash() {
        let text = Array("# c\r\nexport A = \"x\\\"\\n\ny\" # z\nB='\\'' \nC=`d`#\n=".utf8)
        for length in 0...text.count { _ = DotEnvFile(parsing: Array(text[..<length])) }
    }
}
