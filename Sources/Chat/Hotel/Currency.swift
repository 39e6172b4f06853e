import FoundationEssentials

/// Amounts of a currency as whole numbers of its smallest unit (ISO 4217), so that sums are exact.
package struct Currency: Sendable, Equatable {
    /// Such as `EUR`.
    package let code: String

    /// - Parameter code: Of ISO 4217, in capitals.
    package init(code: String) { self.code = code }

    /// Digits behind the decimal point: 0, 2, 3 or 4.
    package var digits: Int {
        if Self.withoutDigits.contains(code) { return 0 }
        if Self.withThreeDigits.contains(code) { return 3 }
        return Self.withFourDigits.contains(code) ? 4 : 2
    }

    private static let withoutDigits: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    ]
    private static let withThreeDigits: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
    private static let withFourDigits: Set<String> = ["CLF", "UYW"]

    private var scale: Int { [1, 10, 100, 1000, 10_000][digits] }

    /// The smallest units of a price of `hotel.json`, rounded to the nearest.
    package func minorUnits(_ price: Double) -> Int { Int((price * Double(scale)).rounded()) }

    /// An amount with all of its digits, such as `120.50`.
    package func text(_ minorUnits: Int) -> String {
        guard digits > 0 else { return String(minorUnits) }
        let rest = String(minorUnits % scale)
        return "\(minorUnits / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
