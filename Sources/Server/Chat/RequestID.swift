/// The id that a request goes by in its answer, upstream and in the log.
enum RequestID {
    /// - Returns: The client's own if it fits `[A-Za-z0-9._-]{8,64}`, else a new one of 22 characters (132 bits).
    static func choose(_ given: String?) -> String {
        if let given, (8...64).contains(given.utf8.count), given.utf8.allSatisfy(isAllowed) { return given }
        let alphabet: StaticString = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
        return String(unsafeUninitializedCapacity: length) { bytes in
            // Six bits a character, ten characters a word: a system call for each word, not for each character.
            var bits: UInt64 = 0
            for index in 0..<length {
                if index % 10 == 0 { bits = .random(in: .min ... .max) }
                bytes[index] = alphabet.utf8Start[Int(bits & 63)]
                bits >>= 6
            }
            return length
        }
    }

    private static let length = 22

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
