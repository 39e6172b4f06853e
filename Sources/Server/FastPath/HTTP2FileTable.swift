import Assets
import NIOCore
import NIOHPACK

/// The kept answers to usual requests for files over HTTP/2, as header lists and bodies. One per event loop; only paths that are files of the bundle
/// get in, so no client makes it grow.
struct HTTP2FileTable {
    /// An answer's header list with the date of the second in which it was last asked for.
    private struct Dated {
        let answer: PrerenderedResponse
        private var second: Int64 = -1
        private var headers = HPACKHeaders()

        init(_ answer: PrerenderedResponse) { self.answer = answer }

        mutating func headers(_ clock: WorkerClock) -> HPACKHeaders {
            guard second != clock.second else { return headers }
            second = clock.second
            headers = HPACKHeaders([(":status", String(answer.status)), ("date", clock.date)] + answer.fields.map { ($0.name, $0.value) })
            return headers
        }
    }

    private struct Form {
        let tag: String
        var whole: Dated
        var unchanged: Dated
        let body: ByteBuffer

        init?(_ representation: Representation) {
            guard let whole = representation.frozen, let unchanged = representation.unchanged, whole.body.readableBytes <= bodyLimit else {
                return nil
            }
            (tag, body) = (representation.tag, whole.body)
            (self.whole, self.unchanged) = (Dated(whole), Dated(unchanged))
        }

        mutating func answer(_ request: Request, _ clock: WorkerClock) -> Answer? {
            if let tag = request.ifNoneMatch {
                return tag == self.tag ? Answer(status: 304, headers: unchanged.headers(clock), body: nil) : nil
            }
            let hasBody = !request.isHead && body.readableBytes > 0
            return Answer(status: 200, headers: whole.headers(clock), body: hasBody ? body : nil)
        }
    }

    struct Answer {
        let status: Int
        let headers: HPACKHeaders
        /// nil: the header list is all.
        let body: ByteBuffer?
    }

    /// Usual in every respect that matters for a file; nil for any other.
    private struct Request {
        var path = ""
        var host = ""
        var isHead = false
        var acceptEncoding: String?
        var ifNoneMatch: String?

        init?(_ headers: HPACKHeaders) {
            var hasDate = false
            for (name, value, _) in headers {
                switch name.utf8.count {
                case 7 where name == ":method":
                    guard value == "GET" || value == "HEAD" else { return nil }
                    isHead = value == "HEAD"
                case 5 where name == ":path": path = value
                case 10 where name == ":authority": host = value
                case 4 where name == "host", 5 where name == "range", 6 where name == "expect": return nil
                case 8 where name == "if-match" || name == "if-range", 14 where name == "content-length": return nil
                case 13 where name == "if-none-match":
                    guard ifNoneMatch == nil else { return nil }
                    ifNoneMatch = value
                case 15 where name == "accept-encoding":
                    guard acceptEncoding == nil else { return nil }
                    acceptEncoding = value
                case 17 where name == "if-modified-since": hasDate = true
                case 19 where name == "if-unmodified-since": return nil
                default: break
                }
            }
            guard !hasDate || ifNoneMatch != nil, path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(UInt8(ascii: "#")) else {
                return nil
            }
            guard let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) else { return }
            path = String(path[..<mark])
        }
    }

    private struct Entry {
        var identity: Form
        var gzip: Form?
    }

    private var entries: [Entry] = []
    /// Places in `entries`.
    private var places: [String: Int] = [:]

    /// Largest body that is given to the codec at once, in bytes; it waits there while the client's window is closed.
    private static let bodyLimit = 64 << 10

    /// - Returns: nil where a stream of its own has to answer.
    mutating func answer(to headers: HPACKHeaders, _ worker: Worker) -> Answer? {
        guard let request = Request(headers), isKnown(request.host, worker),
            let place = places[request.path] ?? keep(request.path, worker.core.parts.assets)
        else { return nil }
        guard entries[place].gzip != nil, AcceptEncoding.prefersGzip(request.acceptEncoding) else {
            return entries[place].identity.answer(request, worker.clock)
        }
        return entries[place].gzip?.answer(request, worker.clock)
    }

    private func isKnown(_ host: String, _ worker: Worker) -> Bool {
        if host == worker.knownHost, !host.isEmpty { return true }
        guard RequestHeadValidation.isHost(host) else { return false }
        worker.knownHost = host
        return true
    }

    private mutating func keep(_ path: String, _ assets: any AssetSource) -> Int? {
        guard !assets.isBlocking, let asset = assets.asset(exactly: path), let form = Form(asset.identity),
            asset.gzip == nil || asset.gzip.flatMap(Form.init) != nil
        else { return nil }
        places[path] = entries.count
        entries.append(Entry(identity: form, gzip: asset.gzip.flatMap(Form.init)))
        return entries.count - 1
    }
}
