import NIOCore
import Testing

@testable import Assets

/// F-36, F-43: the document that is made once answers as a file does.
@Suite struct HotelAnswerTests {
    private static let json = "{" + (0..<200).map { "\"room\($0)\":\"a room with a view\"" }.joined(separator: ",") + "}"
    private let hotel = HotelAnswer(ByteBuffer(string: Self.json))

    private func ask(_ change: (inout AssetRequest) -> Void = { _ in }) -> AssetFixture.Shown {
        var request = AssetRequest(method: .get, path: "/api/hotel")
        change(&request)
        return AssetFixture.Shown(hotel.answer(request, now: AssetFixture.now))
    }

    @Test func eachEncodingHasItsTagAndSaysThatItDiffers() {
        let (plain, gzip) = (ask(), ask { $0.acceptEncoding = "gzip" })
        #expect(plain.text == Self.json && gzip.unpacked == Self.json && gzip.body.count < plain.body.count / 4)
        #expect(plain.fields["etag"] != gzip.fields["etag"])
        for answer in [plain, gzip] {
            #expect(answer.fields["vary"] == "Accept-Encoding" && answer.fields["cache-control"] == "no-cache")
            #expect(answer.fields["content-length"] == String(answer.body.count))
        }
    }

    @Test func itsOwnTagIsNotSentAgain() throws {
        let tag = try #require(ask { $0.acceptEncoding = "gzip" }.fields["etag"])
        let again = ask {
            $0.acceptEncoding = "gzip"
            $0.ifNoneMatch = tag
        }
        #expect(again.status == 304 && again.body.isEmpty && again.fields["etag"] == tag && again.fields["vary"] == "Accept-Encoding")
        #expect(ask { $0.ifNoneMatch = tag }.status == 200)
    }

    @Test func itsBytesAreReady() {
        var request = AssetRequest(method: .get, path: "/api/hotel")
        request.acceptEncoding = "gzip"
        guard case .frozen(let first) = hotel.answer(request, now: 0), case .frozen(let second) = hotel.answer(request, now: 1) else {
            Issue.record("put together anew")
            return
        }
        #expect(first === second)
    }
}
