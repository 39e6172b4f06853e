import CZlib
import Glibc
import NIOCore
import Testing

@testable import Assets

/// The files of docs/static-files.md §3, from the bundle or from a folder, and short ways to ask for them.
struct AssetFixture {
    static let script = (0..<1000).map { "export const line\($0) = 'a line of the widget';\n" }.joined()
    static let digits = (0..<100).map { _ in "0123456789" }.joined()
    static let files: [BundleSource.File] = [
        ("/w.js", Array(script.utf8)), ("/t.bin", Array(digits.utf8)), ("/empty.txt", []),
        ("/index.html", Array("<!doctype html><body>preview</body>".utf8)),
        ("/dir/index.html", Array("<!doctype html><title>dir</title><p>the index of a folder</p>".utf8)),
        ("/widget.js", Array("const version = '__BELLHOP_VERSION__';".utf8)),
    ]
    /// Later than the change of any file that a test writes.
    static let now = Int64(time(nil)) + 60

    let source: any AssetSource

    func get(_ path: String, method: AssetRequest.Method = .get, _ change: (inout AssetRequest) -> Void = { _ in }) -> Shown {
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = AssetRequest(method: method, path: parts[0], query: parts.count == 2 ? "?\(parts[1])" : "")
        change(&request)
        return Shown(source.answer(request, now: Self.now))
    }

    /// An answer in a form that is easy to compare.
    struct Shown {
        var status: Int
        var fields: [String: String]
        var body: [UInt8]

        init(_ answer: AssetAnswer) {
            switch answer {
            case .frozen(let frozen):
                status = frozen.status
                fields = Dictionary(frozen.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { _, _ in "twice" })
                body = Array(frozen.message.readableBytesView.dropFirst(frozen.headLength))
                let head = String(decoding: frozen.message.readableBytesView.prefix(frozen.headLength), as: UTF8.self)
                #expect(head.hasPrefix("HTTP/1.1 \(frozen.status) \(frozen.status == 200 ? "OK" : "Not Modified")\r\ndate: "))
                #expect(head.hasSuffix("\r\n\r\n"))
                for (name, value) in frozen.fields { #expect(head.contains("\r\n\(name): \(value)\r\n")) }
            case .composed(let composed):
                status = composed.status
                fields = Dictionary(composed.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { _, _ in "twice" })
                body =
                    switch composed.body {
                    case .none: []
                    case .bytes(let bytes): Array(bytes.readableBytesView)
                    case .file(let file, let offset, let length): file.read(at: offset, count: Int(length)) ?? []
                    }
            }
        }

        var text: String { String(decoding: body, as: UTF8.self) }
        var unpacked: String { String(decoding: Gunzip.content(of: body) ?? [], as: UTF8.self) }
    }
}

extension AssetSource {
    /// The answer to a request beside which no other runs.
    func answer(_ request: AssetRequest, now: Int64) -> AssetAnswer {
        if let answer = answer(request, now: now, again: {}) { return answer }
        Issue.record("told to wait, though nothing else reads \(request.path)")
        return .composed(ComposedResponse(status: 0, fields: [], body: .none))
    }
}

/// Unpacks gzip with zlib, for comparison.
enum Gunzip {
    static func content(of bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 1 << 20)
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        return result == Z_STREAM_END ? Array(output[..<Int(stream.total_out)]) : nil
    }
}
