import Glibc
import Synchronization
import Testing

@testable import Assets

@Suite struct DirectorySourceTests {
    @Test("S27 symlinks, pipes and hidden files are not served")
    func s27() throws {
        let outside = try TemporaryTree([("/secret", Array("secret word".utf8))])
        let tree = try TemporaryTree(
            AssetFixture.files + [("/.well-known/security.txt", Array("Contact: x".utf8)), ("/.env", Array("KEY=1".utf8))])
        try tree.link(to: outside.path + "/secret", at: "/out")
        try tree.link(to: outside.path, at: "/folder")
        tree.pipe(at: "/pipe")
        let files = AssetFixture(source: DirectorySource(root: tree.path))
        for path in ["/out", "/folder/secret", "/pipe", "/.env", "/dir/index.html/"] { #expect(files.get(path).status == 404, "\(path)") }
        #expect(files.get("/.well-known/security.txt").status == 200)
    }

    @Test(
        "F-62 a date that has not come yet, or that tools without a clock write, is not told",
        arguments: [
            (1_893_456_000, false), (AssetFixture.now + 1, false), (0, false), (1, false), (86_399, false), (-1, false), (86_400, true),
            (AssetFixture.now, true),
        ])
    func f62(modified: Int64, isTold: Bool) throws {
        let tree = try TemporaryTree([("/t.txt", Array("text".utf8)), ("/big.bin", [UInt8](repeating: 7, count: 2 << 20))])
        let times = [timespec(tv_sec: Int(modified), tv_nsec: 0), timespec(tv_sec: Int(modified), tv_nsec: 0)]
        let files = AssetFixture(source: DirectorySource(root: tree.path))
        for path in ["/t.txt", "/big.bin"] {
            #expect(utimensat(AT_FDCWD, tree.path + path, times, 0) == 0)
            let answer = files.get(path)
            #expect(answer.status == 200)
            #expect(answer.fields["last-modified"] == (isTold ? HTTPDate.text(modified) : nil))
            // Without a date of its own, no date of a client's makes a 304 of it.
            #expect(files.get(path) { $0.ifModifiedSince = HTTPDate.text(4_000_000_000) }.status == (isTold ? 304 : 200))
        }
    }

    @Test func aChangedFileIsSeenAtOnceWithANewTag() throws {
        let tree = try TemporaryTree(AssetFixture.files)
        let files = AssetFixture(source: DirectorySource(root: tree.path))
        let before = files.get("/w.js") { $0.acceptEncoding = "gzip" }
        try tree.write(Array(String(AssetFixture.script.reversed()).utf8), to: "/w.js")
        let after = files.get("/w.js") { $0.acceptEncoding = "gzip" }
        #expect(after.fields["etag"] != before.fields["etag"])
        #expect(after.unpacked == String(AssetFixture.script.reversed()))
    }

    @Test func aBigFileIsSentInPiecesOfAnOpenFile() throws {
        let content = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let tree = try TemporaryTree([("/big.bin", content)])
        let source = DirectorySource(root: tree.path)
        let files = AssetFixture(source: source)
        #expect(files.get("/big.bin").body == content)
        #expect(files.get("/big.bin") { $0.range = "bytes=1000000-1000009" }.body == Array(content[1_000_000..<1_000_010]))
        guard case .composed(let answer) = source.answer(AssetRequest(method: .get, path: "/big.bin"), now: 0),
            case .file(let file, _, let length) = answer.body
        else {
            Issue.record("not sent as a file")
            return
        }
        #expect(length == Int64(content.count))
        #expect(file.isUnchanged)
        try tree.write(Array("short".utf8), to: "/big.bin")
        let tag = answer.fields.first { $0.name == "etag" }?.value
        #expect(files.get("/big.bin").fields["etag"] != tag)
    }

    /// The other requests are made in the middle of the first one's reading.
    @Test(arguments: ["/big.bin", "/w.js"]) func requestsAtTheSameTimeShareOneReading(path: String) throws {
        let tree = try TemporaryTree(AssetFixture.files + [("/big.bin", [UInt8](repeating: 7, count: 3 << 20))])
        let readings = Atomic(0)
        let toldToWait = Atomic(0)
        let toldToAskAgain = Atomic(0)
        let others = Mutex<@Sendable () -> Void>({})
        let source = DirectorySource(root: tree.path) { _ in
            readings.add(1, ordering: .relaxed)
            others.withLock { $0 }()
        }
        let request = AssetRequest(method: .get, path: path[...])
        others.withLock {
            $0 = { [unowned source] in
                for _ in 0..<400 {
                    let answer = source.answer(request, now: 0) { toldToAskAgain.add(1, ordering: .relaxed) }
                    if answer == nil { toldToWait.add(1, ordering: .relaxed) }
                }
                #expect(toldToAskAgain.load(ordering: .relaxed) == 0)
            }
        }
        let files = AssetFixture(source: source)
        #expect(files.get(path).status == 200)
        #expect(toldToWait.load(ordering: .relaxed) == 400)
        #expect(toldToAskAgain.load(ordering: .relaxed) == 400)
        #expect(files.get(path).status == 200)
        #expect(readings.load(ordering: .relaxed) == 1)

        others.withLock { $0 = {} }
        try tree.write([UInt8](repeating: 8, count: 2 << 20), to: path)
        #expect(files.get(path).fields["content-length"] == "\(2 << 20)")
        #expect(readings.load(ordering: .relaxed) == 2)
    }

    /// The file is cut short while it is first read.
    @Test func requestsThatWaitedForAReadingThatFailedAreToldToo() throws {
        let tree = try TemporaryTree([("/big.bin", [UInt8](repeating: 7, count: 3 << 20))])
        let readings = Atomic(0)
        let toldToAskAgain = Atomic(0)
        let others = Mutex<@Sendable () -> Void>({})
        let source = DirectorySource(root: tree.path) { _ in
            if readings.add(1, ordering: .relaxed).newValue == 1 { others.withLock { $0 }() }
        }
        let request = AssetRequest(method: .get, path: "/big.bin")
        others.withLock {
            $0 = { [unowned source] in
                #expect(source.answer(request, now: 0) { toldToAskAgain.add(1, ordering: .relaxed) } == nil)
                truncate(tree.path + "/big.bin", 5)
            }
        }
        let answer = AssetFixture(source: source).get("/big.bin")
        #expect(answer.body == [7, 7, 7, 7, 7])
        #expect(toldToAskAgain.load(ordering: .relaxed) == 1)
        #expect(readings.load(ordering: .relaxed) == 2)
    }

    @Test func developmentsScriptStandsBeforeTheEndOfTheBody() throws {
        let tree = try TemporaryTree([("/a.html", Array("<body>x</BODY></html>".utf8)), ("/b.html", Array("x".utf8))])
        let files = AssetFixture(source: DirectorySource(root: tree.path, isDevelopment: true))
        #expect(files.get("/a.html").text == "<body>x<script src=\"/__dev/client.js\"></script></BODY></html>")
        #expect(files.get("/b.html").text == "x<script src=\"/__dev/client.js\"></script>")
        let tag = files.get("/a.html").fields["etag"]
        #expect(tag == ContentDigest(files.get("/a.html").body).entityTag)
    }

    @Test func whatIsKeptIsBounded() {
        var kept = AssetCache()
        let asset = Asset(content: [1], fields: RepresentationHeaders(contentType: "x", cacheControl: "no-cache"), gzip: nil)
        let stamp = FileStamp(.init())
        for number in 0..<200 { kept.keep(asset, "/\(number)", stamp, size: 1 << 20) }
        #expect(kept.byteCount <= AssetCache.limit)
        #expect(kept.asset("/199", stamp) != nil)
        #expect(kept.asset("/0", stamp) == nil)
    }
}
