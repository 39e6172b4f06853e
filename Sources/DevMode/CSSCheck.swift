/// Finds what makes a style sheet's rest worthless: a brace, string or comment that does not end (CSS Syntax 3). Not a validator.
package enum CSSCheck {
    /// The first thing that is wrong.
    package struct Problem: Sendable, Equatable {
        /// From 1.
        package var line: Int
        /// A sentence without a full stop, for the overlay.
        package var message: String
    }

    /// Reads a style sheet to its end, in time linear in its length; nil where nothing is wrong.
    package static func problem(in bytes: [UInt8]) -> Problem? {
        var line = 1
        var open: [(mark: UInt8, line: Int)] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: "/") where index < bytes.count && bytes[index] == UInt8(ascii: "*"):
                guard let end = commentEnd(bytes, from: index + 1) else {
                    return Problem(line: line, message: "a comment that does not end")
                }
                line += bytes[index..<end].count { $0 == UInt8(ascii: "\n") }
                index = end
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = stringEnd(bytes, from: index, quote: byte) else {
                    return Problem(line: line, message: "a string that does not end")
                }
                index = end
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): open.append((byte, line))
            case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
                guard let last = open.popLast(), closes(last.mark, byte) else {
                    return Problem(line: line, message: "“\(Character(Unicode.Scalar(byte)))” closes nothing")
                }
            default: break
            }
        }
        return open.last.map { Problem(line: $0.line, message: "“\(Character(Unicode.Scalar($0.mark)))” is never closed") }
    }

    private static func commentEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
            index += 1
        }
        return nil
    }

    private static func stringEnd(_ bytes: [UInt8], from start: Int, quote: UInt8) -> Int? {
        var index = start
        while index < bytes.count {
            if bytes[index] == quote { return index + 1 }
            if bytes[index] == UInt8(ascii: "\n") { return nil }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func closes(_ open: UInt8, _ close: UInt8) -> Bool {
        switch open {
        case UInt8(ascii: "{"): close == UInt8(ascii: "}")
        case UInt8(ascii: "("): close == UInt8(ascii: ")")
        default: close == UInt8(ascii: "]")
        }
    }
}
