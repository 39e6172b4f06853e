import Testing

@testable import Assets

/// The cases of docs/static-files.md §3 that concern one file, for both sources.
@Suite struct AnswerTests {
    enum Kind: CaseIterable { case bundle, folder }

    private func fixture(_ kind: Kind) throws -> (AssetFixture, TemporaryTree?) {
        guard kind == .folder else { return (AssetFixture(source: BundleSource(files: AssetFixture.files)), nil) }
        let tree = try TemporaryTree(AssetFixture.files)
        return (AssetFixture(source: DirectorySource(root: tree.path)), tree)
    }

    @Test("S1 a file with all its fields", arguments: Kind.allCases)
    func s1(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        let answer = files.get("/w.js")
        #expect(answer.status == 200)
        #expect(answer.fields["content-type"] == "text/javascript; charset=utf-8")
        #expect(answer.fields["content-length"] == String(AssetFixture.script.utf8.count))
        #expect(answer.fields["vary"] == "Accept-Encoding")
        #expect(answer.fields["x-content-type-options"] == "nosniff")
        #expect(answer.fields["accept-ranges"] == "bytes")
        #expect(answer.fields["cache-control"] == "no-cache")
        #expect(answer.fields["access-control-allow-origin"] == "*")
        #expect(answer.fields["cross-origin-resource-policy"] == "cross-origin")
        #expect(answer.fields["etag"]?.hasPrefix("\"") == true)
        #expect((answer.fields["last-modified"] != nil) == (kind == .folder))
        #expect(answer.text == AssetFixture.script)
    }

    @Test("S2, S7 gzip has its own tag and length, and HEAD the same fields", arguments: Kind.allCases)
    func s2(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        let plain = files.get("/w.js")
        let gzip = files.get("/w.js") { $0.acceptEncoding = "gzip" }
        #expect(gzip.fields["content-encoding"] == "gzip")
        #expect(gzip.fields["etag"] != plain.fields["etag"])
        #expect(gzip.fields["content-length"] == String(gzip.body.count))
        #expect(gzip.body.count < plain.body.count)
        #expect(gzip.unpacked == AssetFixture.script)
        #expect(files.get("/w.js", method: .head) { $0.acceptEncoding = "gzip" }.fields == gzip.fields)
        #expect(files.get("/w.js", method: .head).fields == plain.fields)
    }

    @Test(
        "S3, S4, S5, S6 negotiation",
        arguments: [
            ("gzip;q=0", false), ("*;q=0, identity", false), ("", false), ("x-gzip", true), ("identity;q=0", false),
            ("gzip;q=0.2, identity;q=0.9", false),
            ("br, gzip", true), ("gzip, deflate, br, zstd", true),
        ])
    func negotiation(field: String, gzip: Bool) throws {
        let (files, _) = try fixture(.bundle)
        let answer = files.get("/w.js") { $0.acceptEncoding = field }
        #expect(answer.status == 200)
        #expect((answer.fields["content-encoding"] == "gzip") == gzip)
        #expect(answer.fields["vary"] == "Accept-Encoding")
    }

    @Test("S8, S9 If-None-Match", arguments: Kind.allCases)
    func s8(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        let identity = try #require(files.get("/w.js").fields["etag"])
        let gzip = try #require(files.get("/w.js") { $0.acceptEncoding = "gzip" }.fields["etag"])
        for field in ["\"x\", \(identity)", "W/\(identity)", "*"] {
            let answer = files.get("/w.js") { $0.ifNoneMatch = field }
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.fields["etag"] == identity)
            #expect(answer.fields["vary"] == "Accept-Encoding")
            #expect(answer.fields["cache-control"] == "no-cache")
            #expect(answer.fields["content-length"] == nil)
            #expect(answer.fields["access-control-allow-origin"] == "*")
        }
        let packed = files.get("/w.js") { ($0.acceptEncoding, $0.ifNoneMatch) = ("gzip", gzip) }
        #expect(packed.status == 304)
        #expect(packed.fields["etag"] == gzip)
        #expect(files.get("/w.js") { ($0.acceptEncoding, $0.ifNoneMatch) = ("gzip", identity) }.status == 200)
        let future = HTTPDate.text(AssetFixture.now + 1_000_000)
        #expect(files.get("/w.js") { ($0.ifNoneMatch, $0.ifModifiedSince) = ("\"x\"", future) }.status == 200)
        #expect(files.get("/w.js", method: .head) { $0.ifNoneMatch = "*" }.status == 304)
    }

    @Test("S10, S12 dates count for a folder's files")
    func dates() throws {
        let (files, tree) = try fixture(.folder)
        defer { withExtendedLifetime(tree) {} }
        let text = try #require(files.get("/w.js").fields["last-modified"])
        let modified = try #require(HTTPDate.parse(text, reference: AssetFixture.now))
        let (later, earlier) = (HTTPDate.text(modified + 10), HTTPDate.text(modified - 10))
        for (date, status) in [(text, 304), (later, 304), (earlier, 200), ("no date", 200)] {
            #expect(files.get("/w.js") { $0.ifModifiedSince = date }.status == status, "\(date)")
        }
        let tag = files.get("/w.js").fields["etag"]
        #expect(files.get("/w.js") { $0.ifUnmodifiedSince = earlier }.status == 412)
        #expect(files.get("/w.js") { $0.ifUnmodifiedSince = "no date" }.status == 200)
        #expect(files.get("/w.js") { ($0.ifUnmodifiedSince, $0.ifMatch) = (earlier, tag) }.status == 200)
    }

    @Test("the bundle has no dates, so none makes a 304")
    func noDates() throws {
        let (files, _) = try fixture(.bundle)
        #expect(files.get("/w.js") { $0.ifModifiedSince = HTTPDate.text(AssetFixture.now + 1_000_000) }.status == 200)
    }

    @Test("S11 If-Match compares strongly", arguments: Kind.allCases)
    func s11(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        let tag = try #require(files.get("/w.js").fields["etag"])
        for (field, status) in [("\"zzz\"", 412), ("W/\(tag)", 412), ("*", 200), ("\"x\", \(tag)", 200)] {
            #expect(files.get("/w.js") { $0.ifMatch = field }.status == status, "\(field)")
        }
        #expect(files.get("/missing") { $0.ifMatch = "*" }.status == 404)
    }

    @Test(
        "S13, S14, S16, S17, S18 ranges",
        arguments: [
            ("bytes=0-8", 206, "bytes 0-8/1000"), ("bytes=990-", 206, "bytes 990-999/1000"), ("bytes=990-1990", 206, "bytes 990-999/1000"),
            ("bytes=0-0", 206, "bytes 0-0/1000"), ("bytes=-10", 206, "bytes 990-999/1000"), ("bytes=-5000", 206, "bytes 0-999/1000"),
            ("bytes=5-2", 200, nil), ("items=0-5", 200, nil), ("bytes=0-9223372036854775807", 206, "bytes 0-999/1000"),
            ("bytes=0-9, -10, 10-19", 200, nil),
        ] as [(String, Int, String?)])
    func ranges(field: String, status: Int, range: String?) throws {
        let (files, tree) = try fixture(.folder)
        defer { withExtendedLifetime(tree) {} }
        let answer = files.get("/t.bin") { $0.range = field }
        #expect(answer.status == status)
        #expect(answer.fields["content-range"] == range)
        #expect(answer.fields["content-length"] == String(answer.body.count))
        #expect(files.get("/t.bin", method: .head) { $0.range = field }.status == 200)
    }

    @Test("S15 a range past the end")
    func s15() throws {
        let (files, _) = try fixture(.bundle)
        let answer = files.get("/t.bin") { $0.range = "bytes=1000-" }
        #expect(answer.status == 416)
        #expect(answer.fields["content-range"] == "bytes */1000")
        #expect(files.get("/empty.txt") { $0.range = "bytes=0-" }.status == 416)
        #expect(files.get("/empty.txt").fields["content-length"] == "0")
    }

    @Test("S19 If-Range", arguments: Kind.allCases)
    func s19(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        let whole = files.get("/t.bin")
        let tag = try #require(whole.fields["etag"])
        for (field, status) in [(tag, 206), ("\"old\"", 200), ("W/\(tag)", 200), (HTTPDate.text(1_000_000), 200)] {
            #expect(files.get("/t.bin") { ($0.range, $0.ifRange) = ("bytes=0-8", field) }.status == status, "\(field)")
        }
        if let date = whole.fields["last-modified"] {
            #expect(files.get("/t.bin") { ($0.range, $0.ifRange) = ("bytes=0-8", date) }.status == 206)
        }
    }

    @Test("S20 a range of the gzip form")
    func s20() throws {
        let (files, _) = try fixture(.bundle)
        let gzip = files.get("/w.js") { $0.acceptEncoding = "gzip" }
        let part = files.get("/w.js") { ($0.acceptEncoding, $0.range) = ("gzip", "bytes=10-19") }
        #expect(part.status == 206)
        #expect(part.body == Array(gzip.body[10...19]))
        #expect(part.fields["content-range"] == "bytes 10-19/\(gzip.body.count)")
        #expect(part.fields["etag"] == gzip.fields["etag"])
        #expect(part.fields["content-encoding"] == "gzip")
        #expect(part.fields["vary"] == "Accept-Encoding")
    }

    @Test("S22 OPTIONS, and 405 for methods that change", arguments: Kind.allCases)
    func s22(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        #expect(files.get("/w.js", method: .options).status == 204)
        #expect(files.get("/w.js", method: .options).fields["allow"] == "GET, HEAD, OPTIONS")
        #expect(files.get("/w.js", method: .other).status == 405)
        #expect(files.get("/w.js", method: .other).fields["allow"] == "GET, HEAD, OPTIONS")
    }

    @Test("S23 the version's path is immutable, any other does not exist (S24)")
    func versions() throws {
        let (files, _) = try fixture(.bundle)
        let version = files.source.version
        #expect(version.count == 12)
        let plain = files.get("/w.js")
        let fixed = files.get("/w/\(version)/w.js")
        #expect(fixed.body == plain.body)
        #expect(fixed.fields["cache-control"] == "public, max-age=31536000, immutable")
        #expect(files.get("/widget.js").text == "const version = '\(version)';")
        for path in ["/w/000000000000/w.js", "/missing", "/w"] {
            #expect(files.get(path).status == 404)
            #expect(files.get(path).fields["cache-control"] == "no-store")
        }
    }

    @Test("S25 a folder is sent on to its own path", arguments: Kind.allCases)
    func s25(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        #expect(files.get("/dir").status == 308)
        #expect(files.get("/dir").fields["location"] == "/dir/")
        #expect(files.get("/dir?x=1").fields["location"] == "/dir/?x=1")
        #expect(files.get("/dir/").text.contains("the index of a folder"))
        #expect(files.get("/").text.contains("preview"))
        #expect(files.get("/").fields["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
    }

    @Test("S26, S28, S29, S30 paths that name no file", arguments: Kind.allCases)
    func paths(kind: Kind) throws {
        let (files, tree) = try fixture(kind)
        defer { withExtendedLifetime(tree) {} }
        for path in [
            "/../w.js", "/%2e%2e/w.js", "/..%2fw.js", "/..%5cw.js", "/..%252fw.js", "/.env", "/js/config-local.js", "/w.js/", "//w.js",
            "/./w.js", "/dir/../w.js",
        ] {
            #expect(files.get(path).status == 404, "\(path)")
        }
        for path in ["/w.js%00.png", "/%", "/%1", "/%zz", "/dir%0d%0aX:y", "/%%32%65"] { #expect(files.get(path).status == 400, "\(path)") }
    }

    @Test func tagsAndVersionAreTheSameAfterARestart() throws {
        let (one, two) = (BundleSource(files: AssetFixture.files), BundleSource(files: AssetFixture.files.reversed()))
        #expect(one.version == two.version)
        #expect(AssetFixture(source: one).get("/w.js").fields == AssetFixture(source: two).get("/w.js").fields)
    }
}
