import CivilTime
import NIOSSL

/// What an operator wants to know of the certificate that a server shows.
struct PeerCertificate: Sendable, Equatable {
    /// The issuer's organisation and name as they stand in the certificate, such as `Let's Encrypt, R11`.
    let issuer: String
    /// The last day on which it holds, since 1970-01-01 in UTC.
    let lastDay: Int

    /// The last day as `YYYY-MM-DD`.
    var lastDayText: String { CalendarDay.text(lastDay) }

    init(_ certificate: NIOSSLCertificate) {
        issuer = (try? certificate.toDERBytes()).flatMap(Self.issuer(of:)) ?? "an unnamed issuer"
        lastDay = Int(Int64(certificate.notValidAfter).dividedDown(by: 86_400))
    }

    /// Organisation and common name of the issuer (RFC 5280 §4.1.2.4).
    static func issuer(of der: [UInt8]) -> String? {
        var outer = DERReader(der[...])
        guard var certificate = outer.next().map({ DERReader($0.content) }), var fields = certificate.next().map({ DERReader($0.content) })
        else { return nil }
        var field = fields.next()
        // The version is left out in version 1.
        if field?.tag == 0xA0 { field = fields.next() }
        // Serial number, then the signature's algorithm.
        guard field != nil, fields.next() != nil, let name = fields.next(), name.tag == 0x30 else { return nil }
        var (organisation, commonName): (String?, String?)
        var sets = DERReader(name.content)
        while let set = sets.next() {
            var pairs = DERReader(set.content)
            guard var pair = pairs.next().map({ DERReader($0.content) }), let type = pair.next(), let value = pair.next() else { continue }
            let text = String(decoding: value.content, as: UTF8.self)
            // 2.5.4.10 and 2.5.4.3.
            if type.content.elementsEqual([0x55, 0x04, 0x0A]) { organisation = text }
            if type.content.elementsEqual([0x55, 0x04, 0x03]) { commonName = text }
        }
        let parts = [organisation, commonName].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

/// Reads one element after another of the Distinguished Encoding Rules (ITU-T X.690 §8.1), as far as certificates need it.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// - Returns: nil at the end, and for an element that is cut or longer than 16 MB.
    mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        defer { rest = rest.dropFirst(length) }
        return (tag, rest.prefix(length))
    }
}
