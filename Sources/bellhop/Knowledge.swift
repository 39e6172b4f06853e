import FoundationEssentials

/// What the hotel wrote down for the concierge: the files of `config/knowledge/`, whole and in the order of their names (B-31).
enum Knowledge {
    static let folder = "config/knowledge"
    /// Most bytes of all files together: they are part of every chat.
    static let limit = 256 << 10

    /// - Returns: Empty where there is no such folder.
    /// - Throws: ``SettingsError`` over the limit, or for a text that cannot be read.
    static func read() throws(SettingsError) -> String {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return "" }
        var texts: [String] = []
        var size = 0
        for name in names.sorted() where name.hasSuffix(".md") && !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            guard let file = try SettingsLoader.file(path, mustExist: true) else { continue }
            guard let text = String(validating: file.bytes, as: UTF8.self) else {
                throw .malformed(file: path, reason: "the text is not UTF-8")
            }
            size += file.bytes.count
            guard size <= limit else {
                throw .malformed(file: path, reason: "with it \(folder) has \(size) bytes, at most \(limit) are allowed")
            }
            texts.append(text)
        }
        return texts.joined(separator: "\n\n")
    }
}
