/// What a folder held at one moment: each regular file's path below it and a digest of its content.
struct TreeSnapshot: Sendable, Equatable {
    /// What tells, without reading it, that a file may have changed.
    struct Stamp: Sendable, Equatable {
        var size: Int64
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        /// When anything about the file changed: a tool that puts the old time of modification back cannot put this one back (F-73).
        var changedSeconds: Int
        var changedNanoseconds: Int
        var inode: UInt64
    }

    struct Entry: Sendable, Equatable {
        var stamp: Stamp
        /// 64-bit FNV-1a of the content; nil where it could not be read.
        var digest: UInt64?
    }

    /// By path below the folder, with a leading `/`.
    var entries: [String: Entry] = [:]
    /// Whether there were more files than are looked at.
    var isCut = false

    /// What is different in a later snapshot; files of equal content count as unchanged.
    func change(to later: TreeSnapshot) -> TreeChange {
        var change = TreeChange()
        for (path, entry) in later.entries {
            if let old = entries[path] {
                if old.digest != entry.digest { change.updated.append(path) }
            } else {
                change.added.append(path)
            }
        }
        change.removed = entries.keys.filter { later.entries[$0] == nil }
        change.added.sort()
        change.removed.sort()
        change.updated.sort()
        return change
    }
}

/// Files that were added, removed or given another content, by path, sorted.
package struct TreeChange: Sendable, Equatable {
    /// Paths below the root, with a leading slash, as all here.
    package var added: [String] = []
    /// Files that are gone.
    package var removed: [String] = []
    /// Files of another content.
    package var updated: [String] = []

    /// - Parameters: Each sorted.
    package init(added: [String] = [], removed: [String] = [], updated: [String] = []) {
        self.added = added
        self.removed = removed
        self.updated = updated
    }

    /// Whether nothing changed.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && updated.isEmpty }
    /// Every path that changed, sorted.
    package var all: [String] { (added + removed + updated).sorted() }
}
