import Testing

@testable import UpstreamCheck

@Suite struct PeerCertificateTests {
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        content.count < 0x80
            ? [tag, UInt8(content.count)] + content : [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }

    private static func name(_ parts: [(type: UInt8, text: String)]) -> [UInt8] {
        element(
            0x30,
            parts.flatMap { part in
                element(0x31, element(0x30, element(0x06, [0x55, 0x04, part.type]) + element(0x0C, Array(part.text.utf8))))
            })
    }

    /// As far as the issuer, with or without the version.
    private static func certificate(_ issuer: [UInt8], version: Bool = true) -> [UInt8] {
        let fields =
            (version ? element(0xA0, element(0x02, [2])) : []) + element(0x02, [1, 2, 3]) + element(0x30, element(0x06, [42])) + issuer
        return element(0x30, element(0x30, fields + element(0x30, [UInt8](repeating: 0, count: 300))))
    }

    @Test(arguments: [true, false]) func organisationAndNameOfTheIssuerAreRead(version: Bool) {
        let full = Self.certificate(Self.name([(0x06, "NL"), (0x0A, "Zertifikate GmbH"), (0x03, "Wurzel Ω")]), version: version)
        #expect(PeerCertificate.issuer(of: full) == "Zertifikate GmbH, Wurzel Ω")
        #expect(PeerCertificate.issuer(of: Self.certificate(Self.name([(0x03, "R11")]))) == "R11")
        #expect(PeerCertificate.issuer(of: Self.certificate(Self.name([]))) == nil)
    }

    @Test func everyPrefixAndEveryBrokenByteIsReadWithoutACrash() {
        let whole = Self.certificate(Self.name([(0x0A, "A"), (0x03, "B")]))
        for length in 0..<whole.count { _ = PeerCertificate.issuer(of: Array(whole[..<length])) }
        for index in whole.indices {
            for byte: UInt8 in [0, 0x7F, 0x80, 0x83, 0x84, 0xFF] {
                var broken = whole
                broken[index] = byte
                _ = PeerCertificate.issuer(of: broken)
            }
        }
    }
}
