import NIOHTTP1

/// What a request's head says before its path is looked at (static-cases.md, "Connections"). Pure.
struct HeadJudgement {
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
            case .targetTooLong: "The request's target has more than \(HeadJudgement.targetLimit) bytes."
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
    /// With its question mark, or empty.
    var query: Substring = ""
    /// The authority that counts, in lower case.
    var host = ""
    var keepsAlive = true
    var expectsContinue = false
    /// Declared length of the body; nil: none or chunked.
    var declaredLength: Int?
    var isChunked = false

    init(_ head: HTTPRequestHead) {
        refusal = judge(head)
    }

    private mutating func judge(_ head: HTTPRequestHead) -> Refusal? {
        keepsAlive = head.isKeepAlive
        guard head.uri.utf8.count <= Self.targetLimit else { return .targetTooLong }
        var hosts = 0
        var codings: [String] = []
        for (name, value) in head.headers {
            // By length first: only these five fields matter here.
            switch name.utf8.count {
            case 4 where name.lowercased() == "host":
                hosts += 1
                host = value.lowercased()
            case 6 where name.lowercased() == "expect":
                guard value.lowercased() == "100-continue" else { return .expectationFailed }
                expectsContinue = head.version.minor >= 1
            case 14 where name.lowercased() == "content-length": declaredLength = Int(value) ?? Int.max
            case 17 where name.lowercased() == "transfer-encoding": codings.append(value.lowercased())
            case 10 where name.lowercased() == "connection":
                if value.lowercased().split(separator: ",").contains(where: { $0.filter { $0 != " " } == "close" }) { keepsAlive = false }
            default: break
            }
        }
        if !codings.isEmpty {
            guard head.version.minor >= 1, codings == ["chunked"] else {
                return codings.joined().contains("chunked") ? .badRequest("The transfer coding is malformed.") : .notImplemented
            }
            guard declaredLength == nil else { return .badRequest("The request has two lengths.") }
            isChunked = true
        }
        guard hosts <= 1, hosts == 1 || head.version.minor == 0 else { return .badRequest("The request needs one Host field.") }
        if hosts == 1, !Self.isHost(host) { return .badRequest("The Host field is malformed.") }
        if case .RAW = head.method { return .unknownMethod }
        return target(head)
    }

    private mutating func target(_ head: HTTPRequestHead) -> Refusal? {
        var target = head.uri[...]
        if target == "*" {
            path = "*"
            return head.method == .OPTIONS ? nil : .badRequest("The target * belongs to OPTIONS.")
        }
        if head.method == .CONNECT {
            path = "/"
            return nil
        }
        guard !target.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 <= 0x20 || $0 >= 0x7f }) else {
            return .badRequest("The target is malformed.")
        }
        if target.utf8.first != UInt8(ascii: "/") {
            let lower = target.lowercased()
            guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
                return .badRequest("The target is malformed.")
            }
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            host = rest[..<end].lowercased()
            guard Self.isHost(host), !host.isEmpty else { return .badRequest("The target is malformed.") }
            target = rest[end...]
            if target.isEmpty || target.first == "?" { target = ("/" + target)[...] }
        }
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        path = target[..<mark]
        query = target[mark...]
        return nil
    }

    /// Whether a text can be an authority's host and port (RFC 3986 §3.2), without user.
    static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "-._~:[]!$&'()*+,;=%".utf8.contains(byte)
            }
        }
    }
}
