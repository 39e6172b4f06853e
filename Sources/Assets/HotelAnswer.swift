package import NIOCore

/// The answer of a document that the server writes itself, made once with its gzip; asked for with the same rules as a file: tag, conditions, HEAD.
package struct HotelAnswer: Sendable {
    private let asset: Asset

    /// - Parameter json: The document's bytes.
    package init(_ json: ByteBuffer) {
        let content = Array(json.readableBytesView)
        let fields = RepresentationHeaders(contentType: "application/json", cacheControl: "no-cache", lastModified: nil)
        asset = Asset(content: content, fields: fields, gzip: Gzip.compressed(content))
    }

    /// - Parameter now: Seconds since 1970.
    package func answer(_ request: AssetRequest, now: Int64) -> AssetAnswer {
        AssetResponder(asset: asset, request: request, now: now).answer()
    }
}
