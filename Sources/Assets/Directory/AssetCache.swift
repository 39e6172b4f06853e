/// Files that were read and compressed already, by path, as long as they are unchanged. Bounded; the longest unused goes first.
struct AssetCache {
    /// Most bytes kept, both forms together.
    static let limit = 64 << 20

    private struct Entry {
        var stamp: FileStamp
        var asset: Asset
        var size: Int
        var lastUse: UInt64
    }

    private var entries: [String: Entry] = [:]
    private var size = 0
    private var clock: UInt64 = 0

    /// - Returns: nil where the file is not kept or has changed.
    mutating func asset(_ path: String, _ stamp: FileStamp) -> Asset? {
        guard let entry = entries[path] else { return nil }
        guard entry.stamp == stamp else {
            remove(path)
            return nil
        }
        clock += 1
        entries[path]?.lastUse = clock
        return entry.asset
    }

    mutating func keep(_ asset: Asset, _ path: String, _ stamp: FileStamp, size bytes: Int) {
        remove(path)
        clock += 1
        entries[path] = Entry(stamp: stamp, asset: asset, size: bytes, lastUse: clock)
        size += bytes
        while size > Self.limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key { remove(oldest) }
    }

    var byteCount: Int { size }

    private mutating func remove(_ path: String) {
        guard let entry = entries.removeValue(forKey: path) else { return }
        size -= entry.size
    }
}
