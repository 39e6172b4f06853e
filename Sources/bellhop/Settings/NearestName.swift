/// Finds what somebody probably meant to write.
enum NearestName {
    /// - Returns: The name with the smallest edit distance, if it is near enough to be a slip; a name whose last part is equal counts as near.
    static func to(_ word: String, among names: [String]) -> String? {
        let lower = word.lowercased()
        let last = lower.split(separator: ".").last.map(String.init) ?? lower
        if let same = names.first(where: { $0.lowercased().split(separator: ".").last.map(String.init) == last }) { return same }
        let ranked = names.map { (name: $0, distance: distance(lower, $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= max(2, word.count / 3) else { return nil }
        return best.name
    }

    /// Levenshtein distance: insertions, deletions and replacements from one word to the other.
    static func distance(_ one: String, _ other: String) -> Int {
        let one = Array(one.unicodeScalars)
        let other = Array(other.unicodeScalars)
        var previous = Array(0...other.count)
        for (row, scalar) in one.enumerated() {
            var current = [row + 1]
            for (column, target) in other.enumerated() {
                let replaced = previous[column] + (scalar == target ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[other.count]
    }
}
