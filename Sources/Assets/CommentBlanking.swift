/// Takes the text of comments out of a script, a style sheet or a page, line for line: they cost a guest nothing, and an error still names the
/// line of the source. Strings, templates and regular expressions stay as they are.
///
/// A slash begins a regular expression where no value can have ended (ECMAScript's goal symbols), decided by what stands before it. After
/// `)` and `]` it is a division, after `}` it is none; the bundle's test compares the tokens of every file with those of its source.
struct CommentBlanking {
    enum Language { case script, style, page }

    /// - Returns: The language of a file by its name; nil for one whose bytes stay.
    static func language(of path: String) -> Language? {
        if path.hasSuffix(".js") { return .script }
        if path.hasSuffix(".css") { return .style }
        return path.hasSuffix(".html") ? .page : nil
    }

    private let source: [UInt8]
    private let language: Language
    private var output: [UInt8] = []
    private var index = 0
    /// The last byte of code that was no blank, and the word that it ends.
    private var last: UInt8 = 0
    private var word: [UInt8] = []
    /// How many braces are open inside each `${` of a template.
    private var holes: [Int] = []

    private init(_ source: [UInt8], _ language: Language) {
        self.source = source
        self.language = language
        output.reserveCapacity(source.count)
    }

    static func blanked(_ source: [UInt8], as language: Language) -> [UInt8] {
        var blanking = CommentBlanking(source, language)
        switch language {
        case .page: blanking.page()
        case .script, .style: while blanking.index < source.count { blanking.step() }
        }
        return blanking.output
    }

    private func byte(_ ahead: Int = 0) -> UInt8 { index + ahead < source.count ? source[index + ahead] : 0 }

    private func hasNext(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { source[index...].starts(with: $0) }
    }

    private mutating func step() {
        let byte = byte()
        switch byte {
        case UInt8(ascii: "\n"):
            trimLine()
            copy()
        case UInt8(ascii: "/") where hasNext("/*"): blank(until: "*/")
        case UInt8(ascii: "/") where hasNext("//") && language == .script: blankLine()
        case UInt8(ascii: "/") where language == .script && !endsValue: expression()
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quoted(byte)
        case UInt8(ascii: "`") where language == .script: template()
        default: code(byte)
        }
    }

    private mutating func code(_ byte: UInt8) {
        if let open = holes.last {
            if byte == UInt8(ascii: "{") { holes[holes.count - 1] = open + 1 }
            if byte == UInt8(ascii: "}") {
                holes[holes.count - 1] = open - 1
                if open == 0 {
                    holes.removeLast()
                    return template()
                }
            }
        }
        note(byte)
        copy()
    }

    private mutating func copy() {
        output.append(byte())
        index += 1
    }

    /// Remembers what stands before a slash.
    private mutating func note(_ byte: UInt8) {
        guard byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t"), byte != UInt8(ascii: "\r") else { return }
        if !Self.isWord(byte) {
            word = []
        } else if index > 0, Self.isWord(source[index - 1]) {
            word.append(byte)
        } else {
            word = [byte]
        }
        last = byte
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }

    /// Words after which a value begins.
    private static let beginning: Set<[UInt8]> = Set(
        ["return", "typeof", "case", "in", "of", "void", "delete", "throw", "new", "else", "do", "await", "yield", "instanceof"].map {
            Array($0.utf8)
        })

    private var endsValue: Bool {
        switch last {
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): true
        default: Self.isWord(last) && !Self.beginning.contains(word)
        }
    }

    // MARK: Comments

    /// Blanks before a line's end say nothing; inside a template this is not called.
    private mutating func trimLine() {
        while let end = output.last, end == UInt8(ascii: " ") || end == UInt8(ascii: "\t") { output.removeLast() }
    }

    private mutating func blankLine() {
        while index < source.count, byte() != UInt8(ascii: "\n") { index += 1 }
    }

    /// A comment separates what stands around it, as a blank does; its lines stay, empty.
    private mutating func blank(until end: StaticString) {
        index += 2
        output.append(UInt8(ascii: " "))
        while index < source.count, !hasNext(end) {
            if byte() == UInt8(ascii: "\n") {
                trimLine()
                output.append(UInt8(ascii: "\n"))
            }
            index += 1
        }
        index = min(source.count, index + end.utf8CodeUnitCount)
    }

    // MARK: What stays

    private mutating func quoted(_ quote: UInt8) {
        copy()
        while index < source.count, byte() != quote, byte() != UInt8(ascii: "\n") {
            if byte() == UInt8(ascii: "\\") { copy() }
            if index < source.count { copy() }
        }
        if index < source.count { copy() }
        last = quote
        word = []
    }

    /// From a template's quote, or from the brace that ends a hole, to the next hole or the end.
    private mutating func template() {
        copy()
        while index < source.count, byte() != UInt8(ascii: "`") {
            if hasNext("${") {
                copy()
                copy()
                holes.append(0)
                last = UInt8(ascii: "{")
                word = []
                return
            }
            if byte() == UInt8(ascii: "\\") { copy() }
            if index < source.count { copy() }
        }
        if index < source.count { copy() }
        last = UInt8(ascii: "`")
        word = []
    }

    private mutating func expression() {
        copy()
        var isClass = false
        while index < source.count, byte() != UInt8(ascii: "\n"), isClass || byte() != UInt8(ascii: "/") {
            if byte() == UInt8(ascii: "[") { isClass = true }
            if byte() == UInt8(ascii: "]") { isClass = false }
            if byte() == UInt8(ascii: "\\") { copy() }
            if index < source.count { copy() }
        }
        if index < source.count { copy() }
        last = UInt8(ascii: ")")
        word = []
    }

    // MARK: Pages

    /// Comments of a page; what scripts and styles hold stays.
    private mutating func page() {
        while index < source.count {
            if hasNext("<!--") {
                index += 2
                blank(until: "-->")
            } else if hasNext("<script") || hasNext("<style") {
                let end: StaticString = hasNext("<script") ? "</script" : "</style"
                while index < source.count, !hasNext(end) { copy() }
            } else {
                copy()
            }
        }
    }
}
