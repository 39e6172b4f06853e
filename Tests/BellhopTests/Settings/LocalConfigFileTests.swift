import Testing

@testable import bellhop

@Suite struct LocalConfigFileTests {
    @Test(arguments: [
        "export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-1' };",
        "export const LOCAL_CONFIG = { OPENAI_API_KEY: \"sk-1\", };",
        "// the key\n/* of the\n hotel */ export const LOCAL_CONFIG={'OPENAI_API_KEY':'sk-1',other:{OPENAI_API_KEY:'no'}};",
        "const LOCAL_CONFIG = { model: 'x', OPENAI_API_KEY: 'sk-1' };\nexport { LOCAL_CONFIG };",
        "export let LOCAL_CONFIG = Object.freeze({ \"OPENAI_API_KEY\": 'sk-1' });",
        "export default { OPENAI_API_KEY: 's\\x6b-\\u0031' }", "export default Object.freeze({ OPENAI_API_KEY: 'sk-1' });",
        "\u{FEFF}'use strict';\r\nexport const LOCAL_CONFIG = {\r\n  // it's here\r\n  OPENAI_API_KEY: 'sk-1', // \"\r\n};\r\n",
        "export const LOCAL_CONFIG = { a: { OPENAI_API_KEY: 'no' }, OPENAI_API_KEY: 'sk-1', list: ['OPENAI_API_KEY'] };",
        "/* LOCAL_CONFIG = { OPENAI_API_KEY: 'no' } */ const note = 'LOCAL_CONFIG = {'; var LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-1' }",
    ])
    func everyLegalFormGivesTheKey(text: String) throws {
        #expect(try LocalConfigFile(parsing: Array(text.utf8), name: "f").apiKey == "sk-1")
    }

    @Test(arguments: [
        "export const LOCAL_CONFIG = {};", "export const LOCAL_CONFIG = { OPENAI_API_KEY: '' };",
        "export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-...' };", "export const LOCAL_CONFIG = { x: { OPENAI_API_KEY: 'sk-1' } };",
    ])
    func aFileWithoutAKeyGivesNone(text: String) throws {
        #expect(try LocalConfigFile(parsing: Array(text.utf8), name: "f").apiKey == nil)
    }

    @Test(arguments: [
        ("", "LOCAL_CONFIG"), ("export const OTHER = { OPENAI_API_KEY: 'sk-secret' };", "LOCAL_CONFIG"),
        ("\nexport const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-secret };\n", "line 2"), ("/* sk-secret", "line 1"),
        ("export const LOCAL_CONFIG = { OPENAI_API_KEY: process.env.KEY };", "line 1: found “p”, expected a value; texts stand in quotes"),
        ("export const LOCAL_CONFIG = { OPENAI_API_KEY: `sk-secret${x}` };", "line 1: found “`”"),
        ("export const LOCAL_CONFIG = { OPENAI_API_KEY: 42 };", "OPENAI_API_KEY"),
        ("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-secret'", "line 1: found the end of the file, expected “}”"),
        // What earlier versions understood and JSON5 does not hold.
        ("export const LOCAL_CONFIG = {\n OPENAI_API_KEY: `sk-secret` }", "line 2: found “`”, expected a value; texts stand in quotes"),
        ("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-' + 'secret' };", "line 1: found “+”, expected a comma or “}”"),
        ("export const LOCAL_CONFIG = { [\"OPENAI_API_KEY\"]: 'sk-secret' };", "line 1: found “[”, expected a name or “}”"),
        ("export const LOCAL_CONFIG = load('sk-secret');", "line 1: found “(”, expected an object in braces"),
        (
            "export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-secret', OPENAI_API_KEY: 'sk-other' };",
            "line 1: “OPENAI_API_KEY” occurs twice"
        ),
    ])
    func aMalformedFileIsNamedAndNeverQuoted(text: String, expected: String) {
        do {
            _ = try LocalConfigFile(parsing: Array(text.utf8), name: "config/config-local.js")
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.description.hasPrefix("config/config-local.js: "))
            #expect(error.description.contains(expected))
            #expect(!error.description.contains("secret"))
        }
    }

    @Test func everyPrefixOfAFileIsReadWithoutACrash() {
        let text = Array("/*x*/ export const LOCAL_CONFIG = { OPENAI_API_KEY: 's\\u006b-1' /* y */, z: [1] };".utf8)
        for length in 0...text.count { _ = try? LocalConfigFile(parsing: Array(text[..<length]), name: "f") }
    }
}
