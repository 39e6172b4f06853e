import Assets
import Glibc

/// What `bellhop init` writes.
enum StarterFiles {
    /// A file or folder that could not be written; the reason in the system's words.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let reason: String

        var description: String { "\(path): cannot be written: \(reason)" }
    }

    /// By path below the folder.
    static var all: [(path: String, content: [UInt8])] {
        let embedded = BundleSource.embeddedConfiguration.map { ("config" + $0.key, $0.value) }
        let made = [
            ("config/bellhop.schema.json", Array(SettingsSchema.json.utf8)), (".env.example", Array(environmentExample.utf8)),
            (".gitignore", Array(".env\nconfig/config-local.js\n".utf8)),
        ]
        return (embedded + made).sorted { $0.0 < $1.0 }
    }

    /// Writes the files that are not there.
    /// - Returns: Each path, and whether it was written.
    static func write(to folder: String) throws(Failure) -> [(path: String, isNew: Bool)] {
        try makeFolder(folder)
        var written: [(path: String, isNew: Bool)] = []
        for file in all {
            var current = folder
            for part in file.path.split(separator: "/").dropLast() {
                current += "/" + part
                try makeFolder(current)
            }
            written.append((file.path, try write(file.content, to: folder + "/" + file.path)))
        }
        return written
    }

    private static func makeFolder(_ path: String) throws(Failure) {
        guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        throw Failure(path: path, reason: ConfigurationFile.words(for: errno))
    }

    /// - Returns: Whether there was no such file, nor a link of that name.
    private static func write(_ content: [UInt8], to path: String) throws(Failure) -> Bool {
        let mode: mode_t = content.starts(with: "#!".utf8) ? 0o755 : 0o644
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        if descriptor < 0, errno == EEXIST { return false }
        guard descriptor >= 0 else { throw Failure(path: path, reason: ConfigurationFile.words(for: errno)) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = Failure(path: path, reason: ConfigurationFile.words(for: errno))
                close(descriptor)
                // Half a file would be kept by the next `init`.
                unlink(path)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard close(descriptor) == 0 else { throw Failure(path: path, reason: ConfigurationFile.words(for: errno)) }
        return true
    }

    private static let environmentExample = """
        # Copy this file to .env, which only its owner may read: cp .env.example .env && chmod 600 .env
        # The environment wins over it. Every setting of config/bellhop.json5 has a name here: BELLHOP_ and its key, chat.maxTokens is
        # BELLHOP_CHAT_MAX_TOKENS.

        # The key of your model's provider. Without one the built-in demo model answers.
        OPENAI_API_KEY=

        # Any OpenAI-compatible API, and the model to ask it for.
        # OPENAI_BASE_URL=https://api.openai.com/v1
        # BELLHOP_MODEL=gpt-6-luna

        # The sites that the widget stands on, where they are not Bellhop's own address.
        # BELLHOP_ORIGINS=https://hotel.example

        """
}
