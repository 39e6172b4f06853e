import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Server

/// Every request that the fast path takes means the same to the decoder (llhttp) and to what judges heads behind it.
@Suite struct FastPathDifferenceTests {
    /// SplitMix64, so that a failure names a seed that shows it again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let requests = [
        "GET /js/chat.js HTTP/1.1\r\nHost: h:1\r\nUser-Agent: Mozilla/5.0 (X11)\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: a=b; c=d\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: hotel.example\r\nif-none-match: \"0123456789abcdef012345\"\r\nif-modified-since: Thu, 01 Jan 2026 00:00:00 GMT\r\nconnection: close\r\n\r\n",
        "GET /w.js?v=1&b=%20+x HTTP/1.1\r\nHost: a-b.c:8080\r\nConnection: keep-alive\r\nX-Y: 1\r\nIf-None-Match: W/\"x\"\r\n\r\n",
    ]
    /// What mutations put in: all that has a meaning somewhere in a head, and bytes that have none.
    private static let pieces =
        [
            "\r\n", "\n", "\r", " ", "\t", ":", ",", "\0", "\u{7f}", "é", "?", "#", "%", "/", "..", "HTTP/1.0", "HTTP/1.1", "GET ", "HEAD ",
            "POST ",
            "Host: x\r\n", "Host: \r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
            "Connection: upgrade\r\n", "Upgrade: h2c\r\n", "Expect: 100-continue\r\n", "Range: bytes=0-1\r\n", "If-None-Match: *\r\n",
            "If-Match: \"x\"\r\n", "If-Range: x\r\n", "Accept-Encoding: identity\r\n", "Accept-Encoding:\r\n", " folded\r\n", "\r\n\r\n",
        ].map { Array($0.utf8) }

    private static func mutated(_ random: inout Seeded) -> [UInt8] {
        var bytes = Array((requests.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0...4, using: &random) {
            case 0: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
            case 1: if place < bytes.count { bytes[place] = .random(in: 0...255, using: &random) }
            case 2: if place < bytes.count { bytes[place] ^= 0x20 }
            case 3: if place < bytes.count { bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...4, using: &random))) }
            default:
                // A line of the head, doubled somewhere else.
                let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst().dropLast(2)
                if let line = lines.randomElement(using: &random), let end = bytes.firstIndex(of: 0x0A) {
                    bytes.insert(contentsOf: line + [0x0A], at: end + 1)
                }
            }
        }
        return bytes
    }

    /// What the decoder reads in exactly these bytes; nil where they are not one whole request without a body.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> HTTPRequestHead? {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
            try channel.writeInbound(ByteBuffer(bytes: bytes))
            guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self),
                case .end? = try channel.readInbound(as: HTTPServerRequestPart.self),
                try channel.readInbound(as: HTTPServerRequestPart.self) == nil
            else { return nil }
            return head
        } catch {
            return nil
        }
    }

    @Test(arguments: 1...8) func everyAcceptedRequestMeansTheSame(seed: UInt64) {
        var random = Seeded(state: seed)
        var accepted = 0
        for number in 0..<1_500 {
            let bytes = Self.mutated(&random)
            guard let fast = bytes.withUnsafeBytes({ FastPathRequest($0) }) else { continue }
            accepted += 1
            let shown: Comment = "seed \(seed), number \(number): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            guard let head = Self.decoded(bytes[..<fast.length]) else {
                Issue.record(shown)
                continue
            }
            let judged = RequestHeadValidation(head)
            #expect(judged.refusal == nil, shown)
            #expect(head.method == .GET && head.version == .http1_1 && head.uri == text(fast.target), shown)
            #expect(judged.path == text(fast.path), shown)
            #expect((judged.acceptEncoding ?? "") == text(fast.acceptEncoding), shown)
            #expect((judged.ifNoneMatch ?? "") == text(fast.ifNoneMatch), shown)
            #expect(judged.saysClose == fast.saysClose && judged.keepsAlive != fast.saysClose, shown)
            #expect(!judged.hasOtherConditions && !judged.isUpgrade && !judged.expectsContinue, shown)
            #expect(judged.declaredLength == nil && head.headers["transfer-encoding"].isEmpty, shown)
        }
        #expect(accepted > 150, "the mutations have to leave something to compare")
    }

    @Test func whatBrowsersSendIsTaken() {
        for request in Self.requests { #expect(Array(request.utf8).withUnsafeBytes { FastPathRequest($0) } != nil) }
    }
}
