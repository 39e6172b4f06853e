import Crypto

/// The SHA-256 of a content, from which tags and versions come: equal on every machine and after every restart.
struct ContentDigest: Sendable {
    private let bytes: [UInt8]

    init(_ content: some Sequence<UInt8>) {
        var hash = SHA256()
        hash.update(data: Array(content))
        bytes = Array(hash.finalize())
    }

    init(_ digest: SHA256.Digest) { bytes = Array(digest) }

    /// A strong entity tag: 22 hex digits (88 bits) in quotes.
    var entityTag: String { "\"\(hex(digits: 22))\"" }

    func hex(digits: Int) -> String {
        let marks = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [marks[Int($0 >> 4)], marks[Int($0 & 15)]] }
        return String(decoding: text.prefix(digits), as: UTF8.self)
    }
}
