import NIOCore

/// Answers a request for one file: selection of the form, conditions in the order of RFC 9110 §13.2.2, ranges. Pure.
struct AssetResponder {
    let asset: Asset
    let request: AssetRequest
    /// Now, in seconds since 1970; two-digit years of old dates count from it.
    let now: Int64

    func answer() -> AssetAnswer {
        switch request.method {
        case .options: return .composed(ComposedResponse(status: 204, fields: [("allow", Self.allowed)] + RepresentationHeaders.open))
        case .other: return Self.methodNotAllowed
        case .get, .head: break
        }
        let (form, encoding) = asset.form(acceptEncoding: request.acceptEncoding)
        if let refused = precondition(form) { return refused }
        if request.method == .get, let field = request.range, rangeIsCurrent(form) {
            switch ByteRange(field, length: form.length) {
            case .whole: break
            case .part(let range): return part(range, of: form, encoding: encoding)
            case .notSatisfiable: return notSatisfiable(form)
            }
        }
        if let frozen = form.frozen { return .frozen(frozen) }
        let fields = asset.fields.whole(tag: form.tag, encoding: encoding, length: form.length)
        return .composed(
            ComposedResponse(status: 200, fields: fields, body: request.method == .head ? .none : body(of: form, 0..<form.length)))
    }

    // MARK: - Conditions

    private func precondition(_ form: Representation) -> AssetAnswer? {
        if let field = request.ifMatch {
            guard matches(field, form, by: EntityTag.matchesStrongly) else { return failed(form) }
        } else if let date = request.ifUnmodifiedSince.flatMap({ HTTPDate.parse($0, reference: now) }),
            let modified = asset.fields.lastModified
        {
            if modified > date { return failed(form) }
        }
        if let field = request.ifNoneMatch {
            if matches(field, form, by: EntityTag.matchesWeakly) { return notModified(form) }
        } else if let date = request.ifModifiedSince.flatMap({ HTTPDate.parse($0, reference: now) }),
            let modified = asset.fields.lastModified
        {
            if modified <= date { return notModified(form) }
        }
        return nil
    }

    private func matches(_ field: String, _ form: Representation, by compare: (EntityTag) -> (EntityTag) -> Bool) -> Bool {
        guard let own = EntityTag(form.tag) else { return false }
        return switch EntityTagList(field) {
        case .any: true
        case .tags(let tags): tags.contains { compare(own)($0) }
        }
    }

    /// Whether `If-Range` allows a part (§13.1.5): the same strong tag, or exactly the date of the last change.
    private func rangeIsCurrent(_ form: Representation) -> Bool {
        guard let field = request.ifRange else { return true }
        if let tag = EntityTag(field), let own = EntityTag(form.tag) { return own.matchesStrongly(tag) }
        guard let date = HTTPDate.parse(field, reference: now) else { return false }
        return date == asset.fields.lastModified
    }

    // MARK: - Answers

    private func notModified(_ form: Representation) -> AssetAnswer {
        if let unchanged = form.unchanged { return .frozen(unchanged) }
        return .composed(ComposedResponse(status: 304, fields: asset.fields.validators(tag: form.tag)))
    }

    private func failed(_ form: Representation) -> AssetAnswer {
        let text = "The file is not the one that this request is about.\n"
        let vary: [RepresentationHeaders.Field] = asset.fields.isNegotiable ? [("vary", "Accept-Encoding")] : []
        return .composed(ComposedResponse(status: 412, fields: RepresentationHeaders.error(text) + vary, body: errorBody(text)))
    }

    private func notSatisfiable(_ form: Representation) -> AssetAnswer {
        let text = "The range lies outside the file's \(form.length) bytes.\n"
        var fields = RepresentationHeaders.error(text) + [("content-range", "bytes */\(form.length)")]
        if asset.fields.isNegotiable { fields.append(("vary", "Accept-Encoding")) }
        return .composed(ComposedResponse(status: 416, fields: fields, body: errorBody(text)))
    }

    private func part(_ range: Range<Int64>, of form: Representation, encoding: String?) -> AssetAnswer {
        let fields =
            asset.fields.whole(tag: form.tag, encoding: encoding, length: Int64(range.count))
            + [("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(form.length)")]
        return .composed(ComposedResponse(status: 206, fields: fields, body: body(of: form, range)))
    }

    private func body(of form: Representation, _ range: Range<Int64>) -> ComposedResponse.Body {
        switch form.content {
        case .memory(let bytes):
            bytes.getSlice(at: bytes.readerIndex + Int(range.lowerBound), length: range.count).map { .bytes($0) } ?? .none
        case .file(let file): .file(file, offset: range.lowerBound, length: Int64(range.count))
        }
    }

    private func errorBody(_ text: String) -> ComposedResponse.Body { request.method == .head ? .none : .bytes(ByteBuffer(string: text)) }

    // MARK: - Answers without a file

    static let allowed = "GET, HEAD, OPTIONS"

    static var methodNotAllowed: AssetAnswer {
        let text = "Only \(allowed) are possible here.\n"
        return .composed(
            ComposedResponse(
                status: 405, fields: RepresentationHeaders.error(text) + [("allow", allowed)], body: .bytes(ByteBuffer(string: text))))
    }

    /// 400 for a path that is malformed, 404 for one that names nothing.
    static func noFile(_ path: RequestPath, _ request: AssetRequest) -> AssetAnswer {
        if request.method == .other { return methodNotAllowed }
        let text = path == .malformed ? "The path is malformed.\n" : "There is no such file.\n"
        return .composed(
            ComposedResponse(
                status: path == .malformed ? 400 : 404, fields: RepresentationHeaders.error(text),
                body: request.method == .head ? .none : .bytes(ByteBuffer(string: text))))
    }

    /// 308 from a folder's name to its path; always below this site, whatever the request said.
    static func redirect(_ request: AssetRequest) -> AssetAnswer {
        if request.method == .other { return methodNotAllowed }
        var fields: [RepresentationHeaders.Field] = [
            ("location", "\(request.path)/\(request.query)"), ("content-length", "0"), ("cache-control", "no-cache"),
        ]
        fields += RepresentationHeaders.open
        return .composed(ComposedResponse(status: 308, fields: fields))
    }
}
