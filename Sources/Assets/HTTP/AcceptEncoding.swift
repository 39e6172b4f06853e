/// Whether a request's `Accept-Encoding` asks for gzip (RFC 9110 §12.5.3).
package enum AcceptEncoding {
    /// - Parameter field: The field's lines joined with `, `; nil where there is none.
    /// - Returns: True where gzip's weight is above 0 and not below that of an identity that is named too.
    package static func prefersGzip(_ field: String?) -> Bool {
        guard let field else { return false }
        var gzip: Int?
        var identity: Int?
        var any: Int?
        for member in field.utf8.split(separator: UInt8(ascii: ",")) {
            let parts = member.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
            let weight = parts.count == 2 ? weight(of: parts[1]) : 1000
            let name = trimmed(parts[0])
            if equals(name, "gzip") || equals(name, "x-gzip") {
                gzip = max(gzip ?? 0, weight)
            } else if equals(name, "identity") {
                identity = weight
            } else if equals(name, "*") {
                any = weight
            }
        }
        let chosen = gzip ?? any ?? 0
        return chosen > 0 && chosen >= (identity ?? 0)
    }

    /// `q` in thousandths; 0 where a parameter is malformed, so that an odd client gets what always works.
    private static func weight(of parameters: Substring.UTF8View) -> Int {
        for parameter in parameters.split(separator: UInt8(ascii: ";")) {
            let parameter = trimmed(parameter)
            guard let equals = parameter.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = trimmed(parameter[..<equals])
            guard name.count == 1, name.first == UInt8(ascii: "q") || name.first == UInt8(ascii: "Q") else { continue }
            return thousandths(trimmed(parameter[parameter.index(after: equals)...])) ?? 0
        }
        return 1000
    }

    /// Reads `0.75` as 750; RFC 9110 §12.4.2 allows three digits, more are cut.
    private static func thousandths(_ text: Substring.UTF8View) -> Int? {
        var digits = text.makeIterator()
        guard let first = digits.next(), first == UInt8(ascii: "0") || first == UInt8(ascii: "1") else { return nil }
        var value = Int(first - UInt8(ascii: "0")) * 1000
        guard let point = digits.next() else { return value }
        guard point == UInt8(ascii: ".") else { return nil }
        var place = 100
        while let digit = digits.next() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value += Int(digit - UInt8(ascii: "0")) * place
            place /= 10
        }
        return min(value, 1000)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let start = text.drop(while: isBlank)
        var end = start.endIndex
        while end > start.startIndex, isBlank(start[start.index(before: end)]) { end = start.index(before: end) }
        return start[start.startIndex..<end]
    }

    private static func equals(_ text: Substring.UTF8View, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { word in zip(text, word).allSatisfy { $0 == $1 || ($0 | 0x20) == $1 && (0x41...0x5a).contains($0) } }
    }
}
