/// What a `Range` field selects of a representation (RFC 9110 §14.1.2, §14.2).
enum ByteRange: Sendable, Equatable {
    /// The field is to be ignored: another unit, a syntax error, or several ranges, which cost a server more than they help.
    case whole
    /// Positions of bytes, within the representation.
    case part(Range<Int64>)
    /// Nothing is selected: 416.
    case notSatisfiable

    /// - Parameters:
    ///   - field: The value as received, such as `bytes=0-99` or `bytes=-500`.
    ///   - length: Size of the representation, in bytes.
    init(_ field: String, length: Int64) {
        let parts = field.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, String(Substring(parts[0])).lowercased() == "bytes" else {
            self = .whole
            return
        }
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let set = parts[1].filter { !blank($0) }
        guard let dash = set.firstIndex(of: UInt8(ascii: "-")), let first = Self.number(set[..<dash]),
            let last = Self.number(set[(dash + 1)...])
        else {
            self = .whole
            return
        }
        switch (first, last) {
        case (nil, nil): self = .whole
        case (let first?, let last?) where last < first: self = .whole
        case (let first?, let last):
            self = first < length ? .part(first..<(min(last ?? length, length - 1) + 1)) : .notSatisfiable
        case (nil, let suffix?):
            self = suffix > 0 && length > 0 ? .part(max(0, length - suffix)..<length) : .notSatisfiable
        }
    }

    /// Digits as a number, too large ones as the largest; nil in the outer sense is a syntax error, in the inner no digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64?? {
        guard !digits.isEmpty else { return .some(nil) }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeToo) = product.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            value = tooLarge || tooLargeToo || value == .max ? .max : sum
        }
        return value
    }
}
