package import NIOCore

/// Any JSON value, read strictly (RFC 8259): what a lax reader would let through could mean one thing here and another upstream.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A number as it was written, and as a double, which is finite.
    case number(text: String, value: Double)
    case string(String)
    case array([JSONValue])
    /// Members in their order; names are unique.
    case object([Member])

    /// A name and its value.
    package struct Member: Sendable, Equatable {
        /// As it was written, escapes resolved.
        package var name: String
        /// What the name stands for.
        package var value: JSONValue

        /// A name and its value.
        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Why bytes are no JSON: the position in bytes from 0 and the reason.
    package struct Failure: Error, Sendable, Equatable {
        /// In bytes from 0.
        package var position: Int
        /// What was found or expected, in words.
        package var reason: String
    }

    /// - Throws: For anything but one whole value: bytes that are not UTF-8, lone surrogates, numbers that no double holds, names that
    ///   occur twice, more than ``JSONReader/depthLimit`` levels, anything behind the value.
    package init(parsing bytes: [UInt8]) throws(Failure) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// - Throws: As for bytes in an array.
    package init(parsing bytes: ByteBuffer) throws(Failure) { try self.init(parsing: Array(bytes.readableBytesView)) }

    /// What kind of value it is, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value of an object's member; nil for anything else.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string; nil for anything else.
    package var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The number if it is a whole one that `Int` holds exactly.
    package var integer: Int? {
        guard case .number(_, let value) = self, value == value.rounded(), abs(value) < 9_007_199_254_740_992 else { return nil }
        return Int(value)
    }
}
