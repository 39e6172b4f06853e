package import NIOCore

/// One form of a file, as negotiation selects it: the content itself or its gzip.
package struct Representation: Sendable {
    /// Where the bytes are.
    package enum Content: Sendable {
        case memory(ByteBuffer)
        /// A file too big to be kept; only identity has such a form.
        case file(OpenFile)
    }

    /// The strong entity tag in its quotes.
    package let tag: String
    let content: Content
    let length: Int64
    /// The whole answer made once; nil for files that are not kept.
    package let frozen: PrerenderedResponse?
    /// The 304 made once; nil where ``frozen`` is.
    package let unchanged: PrerenderedResponse?
}

/// A file with everything that its answers are made of.
package struct Asset: Sendable {
    let fields: RepresentationHeaders
    /// The file as it is.
    package let identity: Representation
    /// The compressed form, where it is smaller.
    package let gzip: Representation?

    /// Makes both forms of a content that is kept in memory.
    init(content: [UInt8], fields: RepresentationHeaders, gzip: [UInt8]?) {
        var fields = fields
        fields.isNegotiable = gzip != nil
        self.fields = fields
        identity = Self.form(content, encoding: nil, fields)
        self.gzip = gzip.map { Self.form($0, encoding: "gzip", fields) }
    }

    /// A file that is read as it is sent.
    init(file: OpenFile, length: Int64, tag: String, fields: RepresentationHeaders) {
        self.fields = fields
        identity = Representation(tag: tag, content: .file(file), length: length, frozen: nil, unchanged: nil)
        gzip = nil
    }

    /// The form that a request gets.
    package func form(acceptEncoding: String?) -> (form: Representation, encoding: String?) {
        if let gzip, AcceptEncoding.prefersGzip(acceptEncoding) { return (gzip, "gzip") }
        return (identity, nil)
    }

    private static func form(_ content: [UInt8], encoding: String?, _ fields: RepresentationHeaders) -> Representation {
        let tag = ContentDigest(content).entityTag
        let all = fields.whole(tag: tag, encoding: encoding, length: Int64(content.count))
        let frozen = PrerenderedResponse(status: 200, phrase: "OK", fields: all, body: content)
        let unchanged = PrerenderedResponse(status: 304, phrase: "Not Modified", fields: fields.validators(tag: tag), body: [])
        return Representation(
            tag: tag, content: .memory(frozen.body), length: Int64(content.count), frozen: frozen, unchanged: unchanged)
    }
}
