/// A request's path after its one decoding (docs/static-files.md §1.6; RFC 3986 §2.1).
enum RequestPath: Sendable, Equatable {
    /// A path that may name something: segments without `.`, `..`, empty ones, separators or hidden names.
    case path(String)
    /// A broken escape, a control character, or bytes that are not UTF-8: 400.
    case malformed
    /// Well formed, but never the name of a file: 404.
    case unknown

    /// - Parameter encoded: Percent-encoded, beginning with `/`, without query.
    init(_ encoded: Substring) {
        guard encoded.utf8.first == UInt8(ascii: "/") else {
            self = .malformed
            return
        }
        // Nearly every path has neither escapes nor anything to look at twice.
        guard let decoded = encoded.utf8.contains(UInt8(ascii: "%")) ? Self.decode(encoded.utf8) : String(encoded) else {
            self = .malformed
            return
        }
        guard !decoded.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            self = .malformed
            return
        }
        self = Self.isName(decoded, escapedSlash: Self.hasEscapedSlash(encoded.utf8)) ? .path(decoded) : .unknown
    }

    private static func decode(_ bytes: Substring.UTF8View) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            if byte != UInt8(ascii: "%") {
                result.append(byte)
            } else {
                guard let high = rest.next().flatMap(hex), let low = rest.next().flatMap(hex) else { return nil }
                result.append(high << 4 | low)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func hasEscapedSlash(_ bytes: Substring.UTF8View) -> Bool {
        let bytes = Array(bytes)
        return bytes.indices.contains {
            $0 + 2 < bytes.count && bytes[$0] == UInt8(ascii: "%") && bytes[$0 + 1] == UInt8(ascii: "2")
                && bytes[$0 + 2] | 0x20 == UInt8(ascii: "f")
        }
    }

    private static func isName(_ path: String, escapedSlash: Bool) -> Bool {
        guard !escapedSlash, !path.utf8.contains(UInt8(ascii: "\\")) else { return false }
        let segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            // An empty last segment is a folder's own path.
            if segment.isEmpty, index == segments.count - 1 { continue }
            guard let first = segment.first else { return false }
            if first == UInt8(ascii: "."), !(index == 0 && segment.elementsEqual(".well-known".utf8)) { return false }
            if index == segments.count - 1, isKeyFile(segment) { return false }
        }
        return true
    }

    /// A file of this name holds a key and is never served (docs/settings.md §2), however its name is written.
    private static func isKeyFile(_ name: Substring.UTF8View.SubSequence) -> Bool {
        String(Substring(name)).lowercased() == "config-local.js"
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
