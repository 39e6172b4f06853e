/// Text of foreign origin as a terminal may get it: control characters, also those that turn the direction of what follows, are replaced by
/// U+FFFD, so that no name in a file can move the cursor, recolour the screen or add a line.
enum PrintableText {
    /// - Parameter keepsLineEnds: For a text that is several lines by its own shape.
    static func of(_ text: String, keepsLineEnds: Bool = false) -> String {
        func isKept(_ scalar: Unicode.Scalar) -> Bool { !isControl(scalar) || keepsLineEnds && scalar == "\n" }
        guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
        return text.unicodeScalars.map { isKept($0) ? String($0) : "\u{FFFD}" }.joined()
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
        // The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9).
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
