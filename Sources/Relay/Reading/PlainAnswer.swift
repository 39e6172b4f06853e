import JSON
import NIOCore

/// What a whole JSON answer with status 200 is (R-H1). Pure.
enum PlainAnswer: Equatable {
    /// A completion; nil: its tokens are unknown.
    case completion(Usage?)
    /// An error that came with a good status.
    case error(VendorError)
    /// Nothing that a client could use: no JSON, no choices, no message in them.
    case unusable

    init(_ body: ByteBuffer) {
        guard let value = try? JSONValue(parsing: body) else {
            self = .unusable
            return
        }
        if let error = VendorError(event: value) {
            self = .error(error)
        } else if case .array(let choices)? = value["choices"], !choices.isEmpty,
            choices.allSatisfy({ if case .object? = $0["message"] { true } else { false } })
        {
            self = .completion(Usage(value["usage"]))
        } else {
            self = .unusable
        }
    }
}
