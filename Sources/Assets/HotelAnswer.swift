package import NIOCore

/// Answers for a document that is made anew when it is asked for, with the same rules as a file: tag, conditions, HEAD.
package struct HotelAnswer {
    private let content: [UInt8]

    package init(_ json: ByteBuffer) { content = Array(json.readableBytesView) }

    package func answer(_ request: AssetRequest, now: Int64) -> AssetAnswer {
        let fields = RepresentationHeaders(contentType: "application/json", cacheControl: "no-cache", lastModified: nil)
        return AssetResponder(asset: Asset(content: content, fields: fields, gzip: nil), request: request, now: now).answer()
    }
}
