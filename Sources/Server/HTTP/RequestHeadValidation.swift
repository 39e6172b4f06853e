import NIOHTTP1

/// What a request's head says before its path is looked at (docs/static-files.md §1.7). Pure.
struct RequestHeadValidation {
    enum Refusal: Equatable {
        case badRequest(String)
        case targetTooLong
        case expectationFailed
        case notImplemented
        case unknownMethod

        var status: Int {
            switch self {
            case .badRequest: 400
            case .targetTooLong: 414
            case .expectationFailed: 417
            case .notImplemented, .unknownMethod: 501
            }
        }

        var message: String {
            switch self {
            case .badRequest(let text): text
            case .targetTooLong: "The request's target has more than \(RequestHeadValidation.targetLimit) bytes."
            case .expectationFailed: "Only the expectation 100-continue is possible."
            case .notImplemented: "Only the transfer coding chunked is possible."
            case .unknownMethod: "The method is not known here."
            }
        }
    }

    static let targetLimit = 8192

    var refusal: Refusal?
    /// Percent-encoded, without query.
    var path: Substring = ""
    /// Who answers; `refused` until the target is read.
    var route = Route.refused
    /// With its question mark, or empty.
    var query: Substring = ""
    /// The authority that counts, in lower case.
    var host = ""
    var keepsAlive = true
    /// Whether the client itself ends the connection with this request.
    var saysClose = false
    /// All lines of `Accept-Encoding`; nil where there is none.
    var acceptEncoding: String?
    /// The value of the one `If-None-Match`; nil where there is none.
    private(set) var ifNoneMatch: String?
    private var hasOtherCondition = false
    private var hasDate = false
    /// Whether there is a range, or a condition besides one `If-None-Match`, beside which a date counts for nothing (RFC 9110 §13.1.3).
    var hasOtherConditions: Bool { hasOtherCondition || hasDate && ifNoneMatch == nil }
    private var asksForUpgrade = false
    private var listsUpgrade = false
    /// Whether another protocol is asked for, after which the decoder hears nothing more (docs/static-files.md §2).
    var isUpgrade: Bool { asksForUpgrade && listsUpgrade }
    var expectsContinue = false
    /// Declared length of the body; nil: none or chunked.
    var declaredLength: Int?
    /// Whether spaces stand behind a value, which are no part of it (RFC 9112 §5.1) though the decoder leaves them there: see `trimmed`.
    var hasLooseValue = false

    /// Of no request yet.
    init() {}

    /// - Parameter knownHost: A host that was found well formed before.
    init(_ head: HTTPRequestHead, knownHost: String = "") {
        refusal = judge(head, knownHost)
    }

    private mutating func judge(_ head: HTTPRequestHead, _ knownHost: String) -> Refusal? {
        keepsAlive = head.isKeepAlive
        guard head.uri.utf8.count <= Self.targetLimit else { return .targetTooLong }
        var hosts = 0
        var codings: [String] = []
        // The one look at the fields that every request costs; by length first, since few of them matter here.
        for (name, value) in head.headers {
            if let last = value.utf8.last, Self.isSpace(last) { hasLooseValue = true }
            switch name.utf8.count {
            case 4 where Self.matches(name, "Host", "host"):
                hosts += 1
                host = value == knownHost ? knownHost : value.lowercased()
            case 5 where Self.matches(name, "Range", "range"): hasOtherCondition = true
            case 6 where Self.matches(name, "Expect", "expect"):
                guard value.lowercased() == "100-continue" else { return .expectationFailed }
                expectsContinue = head.version.minor >= 1
            case 7 where Self.matches(name, "Upgrade", "upgrade"): asksForUpgrade = true
            case 8 where Self.matches(name, "If-Match", "if-match") || Self.matches(name, "If-Range", "if-range"): hasOtherCondition = true
            case 10 where Self.matches(name, "Connection", "connection"): look(atConnection: value)
            case 13 where Self.matches(name, "If-None-Match", "if-none-match"):
                if ifNoneMatch != nil { hasOtherCondition = true }
                ifNoneMatch = value
            case 14 where Self.matches(name, "Content-Length", "content-length"): declaredLength = Int(value) ?? Int.max
            case 15 where Self.matches(name, "Accept-Encoding", "accept-encoding"):
                acceptEncoding = acceptEncoding.map { $0 + ", " + value } ?? value
            case 17 where Self.matches(name, "Transfer-Encoding", "transfer-encoding"): codings.append(value.lowercased())
            case 17 where Self.matches(name, "If-Modified-Since", "if-modified-since"): hasDate = true
            case 19 where Self.matches(name, "If-Unmodified-Since", "if-unmodified-since"): hasOtherCondition = true
            default: break
            }
        }
        if !codings.isEmpty {
            guard head.version.minor >= 1, codings == ["chunked"] else {
                return codings.joined().contains("chunked") ? .badRequest("The transfer coding is malformed.") : .notImplemented
            }
            guard declaredLength == nil else { return .badRequest("The request has two lengths.") }
        }
        guard hosts <= 1, hosts == 1 || head.version.minor == 0 else { return .badRequest("The request needs one Host field.") }
        if hosts == 1, host != knownHost || host.isEmpty, !Self.isHost(host) { return .badRequest("The Host field is malformed.") }
        if case .RAW = head.method { return .unknownMethod }
        return target(head)
    }

    private mutating func look(atConnection value: String) {
        for option in value.lowercased().split(separator: ",") {
            switch option.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            case ["close"]: saysClose = true
            case ["upgrade"]: listsUpgrade = true
            default: break
            }
        }
        if saysClose { keepsAlive = false }
    }

    /// Whether a name is `lower`, without regard to case; both have the same length. Names up to 15 bytes, and with them nearly all, are
    /// compared as two words where the client writes them in one of the two usual ways.
    private static func matches(_ name: String, _ usual: String, _ lower: String) -> Bool {
        if name == usual || name == lower { return true }
        guard name.utf8.last.map({ $0 | 0x20 }) == lower.utf8.last else { return false }
        return zip(name.utf8, lower.utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    /// Where a target's query begins, in bytes; its length where it has none, nil where a byte of it may not stand in a target.
    private static func mark(_ target: String) -> Int? {
        var target = target
        return target.withUTF8 { bytes -> Int? in
            var mark = bytes.count
            for (index, byte) in bytes.enumerated() {
                guard byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "#") else { return nil }
                if byte == UInt8(ascii: "?"), mark == bytes.count { mark = index }
            }
            return mark
        }
    }

    private mutating func target(_ head: HTTPRequestHead) -> Refusal? {
        var target = head.uri[...]
        if target == "*" {
            path = "*"
            route = .server
            return head.method == .OPTIONS ? nil : .badRequest("The target * belongs to OPTIONS.")
        }
        if head.method == .CONNECT {
            path = "/"
            route = .file
            return nil
        }
        guard let mark = Self.mark(head.uri) else { return .badRequest("The target is malformed.") }
        if target.utf8.first != UInt8(ascii: "/") {
            let lower = target.lowercased()
            guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
                return .badRequest("The target is malformed.")
            }
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            host = rest[..<end].lowercased()
            guard Self.isHost(host) else { return .badRequest("The target is malformed.") }
            target = rest[end...]
            if target.isEmpty || target.first == "?" { target = ("/" + target)[...] }
        }
        if mark == head.uri.utf8.count {
            path = target
        } else {
            let index = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
            path = target[..<index]
            query = target[index...]
        }
        route = Route(path: path)
        return nil
    }

    /// The fields without the spaces behind their values.
    static func trimmed(_ fields: HTTPHeaders) -> HTTPHeaders {
        HTTPHeaders(
            fields.map { name, value in
                (name, value.utf8.lastIndex { !isSpace($0) }.map { String(value[...$0]) } ?? "")
            })
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// Whether a text can be an authority's host and port (RFC 3986 §3.2.2, §3.2.3), without user; the port may be empty, the host not (RFC 9110
    /// §4.2.1: an http or https URI has one).
    static func isHost(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = rest[..<end].dropFirst()
            guard !address.isEmpty, address.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: ":") }) else { return false }
            rest = rest[end...].dropFirst()
        } else {
            guard let first = rest.first, isNameByte(first) else { return false }
            rest = rest.drop(while: isNameByte)
        }
        guard rest.first == UInt8(ascii: ":") else { return rest.isEmpty }
        return rest.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// A byte of a registered name: unreserved, a sub-delimiter or part of an escape.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"),
            UInt8(ascii: "%")...UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
