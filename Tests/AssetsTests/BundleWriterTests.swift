import FoundationEssentials
import Testing

@testable import Assets

@Suite struct BundleWriterTests {
    @Test func everyFileIsWrittenWithAGzipSidecarWhereThatIsSmaller() throws {
        let tree = try TemporaryTree()
        let target = tree.path + "/cdn"
        let written = try BundleWriter(files: AssetFixture.files).write(to: target)
        let version = BundleSource(files: AssetFixture.files).version
        for name in ["w.js", "w.js.gz", "t.bin", "w/\(version)/w.js", "w/\(version)/w.js.gz", "dir/index.html"] {
            #expect(written.contains(name), "\(name)")
        }
        #expect(!written.contains("t.bin.gz"))
        let packed = try Array(Data(contentsOf: URL(filePath: target + "/w.js.gz")))
        #expect(Gunzip.content(of: packed) == Array(AssetFixture.script.utf8))
        // The same bytes as the server's own, so that a cache never sees two versions.
        let own = AssetFixture(source: BundleSource(files: AssetFixture.files)).get("/w.js") { $0.acceptEncoding = "gzip" }
        #expect(packed == own.body)
        #expect(try BundleWriter(files: AssetFixture.files).write(to: target) == written)
    }

    @Test func aFolderThatCannotBeMadeIsNamed() {
        do {
            _ = try BundleWriter(files: AssetFixture.files).write(to: "/proc/nowhere")
            Issue.record("written")
        } catch {
            #expect(error.description.hasPrefix("/proc/nowhere: cannot be written: "))
        }
    }
}
