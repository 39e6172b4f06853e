extension JSONValue {
    /// The value after a JSON merge patch (RFC 7396 §2): a patch's members replace, add, or with `null` take away, objects member by member.
    package func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members: [Member] = if case .object(let own) = self { own } else { [] }
        for change in changes {
            let index = members.firstIndex { $0.name == change.name }
            guard change.value != .null else {
                if let index { members.remove(at: index) }
                continue
            }
            let value = (index.map { members[$0].value } ?? .null).merged(with: change.value)
            if let index { members[index].value = value } else { members.append(.init(name: change.name, value: value)) }
        }
        return .object(members)
    }
}
