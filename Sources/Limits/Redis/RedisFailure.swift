/// Why a command to the store has no reply.
enum RedisFailure: Error, Equatable, CustomStringConvertible {
    case closed, timedOut, malformed
    /// The server's own words, such as `READONLY You can't write against a read only replica.`
    case refused(String)

    var description: String {
        switch self {
        case .closed: "the connection was refused or closed"
        case .timedOut: "no reply in time"
        case .malformed: "what answers there is no Redis server"
        case .refused(let text): text
        }
    }

    /// Whether another server, or the same one later, would take the command, which was not carried out: a replica after a failover, a server
    /// that is loading, a cluster's other node. Scripts tell such an error in the middle of their own (Redis 6), so that the text is searched.
    var isElsewhere: Bool {
        guard case .refused(let text) = self else { return false }
        let words = text.split { $0 == " " || $0 == "-" || $0 == ":" }
        return ["READONLY", "MASTERDOWN", "MOVED", "ASK", "LOADING", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS", "MISCONF"].contains {
            words.contains(Substring($0))
        }
    }

    /// Where a cluster keeps the key, of `MOVED 3999 10.0.0.2:6381`; an empty host stands for the one that said so.
    var movedTo: (host: String, port: Int)? {
        guard case .refused(let text) = self else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 3, words[0] == "MOVED", let colon = words[2].lastIndex(of: ":"),
            let port = Int(words[2][words[2].index(after: colon)...]), (1...65_535).contains(port)
        else { return nil }
        return (String(words[2][..<colon]), port)
    }
}
