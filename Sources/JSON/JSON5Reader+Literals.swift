extension JSON5Reader {
    /// A text in either quote (spec.json5.org §5).
    mutating func string() throws(Failure) -> String {
        let start = position
        let quote = text[position]
        position += 1
        var result = String.UnicodeScalarView()
        while let scalar = peek() {
            position += 1
            switch scalar {
            case quote: return String(result)
            case "\\": try escape(into: &result)
            case "\n", "\r": throw failure(at: start, "a text that does not end on its line")
            default: result.append(scalar)
            }
        }
        throw failure(at: start, "a text that does not end")
    }

    private mutating func escape(into result: inout String.UnicodeScalarView) throws(Failure) {
        let start = position - 1
        guard let scalar = peek() else { throw failure(at: start, "a text that does not end") }
        position += 1
        switch scalar {
        case "b": result.append("\u{08}")
        case "f": result.append("\u{0C}")
        case "n": result.append("\n")
        case "r": result.append("\r")
        case "t": result.append("\t")
        case "v": result.append("\u{0B}")
        case "0" where !Self.isDigit(peek()): result.append("\0")
        case _ where Self.isDigit(scalar): throw failure(at: start, "an escape that is none")
        case "x": result.append(try self.scalar(codeUnit(digits: 2, from: start), from: start))
        case "u": result.append(try unicodeEscape(from: start))
        // A line continuation is no part of the text.
        case "\r": _ = take("\n")
        case _ where Self.endsLine(scalar): break
        default: result.append(scalar)
        }
    }

    /// The digits after `\u`, with the second half of a surrogate pair where there is one.
    private mutating func unicodeEscape(from start: Int) throws(Failure) -> Unicode.Scalar {
        var code = try codeUnit(digits: 4, from: start)
        if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
            let low = try codeUnit(digits: 4, from: start)
            guard (0xDC00..<0xE000).contains(low) else { throw failure(at: start, "half of a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        return try scalar(code, from: start)
    }

    private mutating func codeUnit(digits: Int, from start: Int) throws(Failure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek().flatMap({ Character($0).hexDigitValue }) else { throw failure(at: start, "an escape that is none") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private func scalar(_ code: UInt32, from start: Int) throws(Failure) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(code) else { throw failure(at: start, "half of a surrogate pair") }
        return scalar
    }

    /// A number as JSON writes it, whatever form it has here: `+1`, `.5`, `5.` and `0x1F` become `1`, `0.5`, `5` and `31`.
    mutating func number() throws(Failure) -> JSONValue {
        let start = position
        let isNegative = peek() == "-"
        if !take("+") { _ = take("-") }
        if peek() == "0", peek(1) == "x" || peek(1) == "X" { return try hexadecimal(isNegative: isNegative, from: start) }
        let whole = digits()
        guard whole.count <= 1 || whole.first != "0" else { throw failure(at: start, "a number that begins with 0") }
        let fraction = take(".") ? digits() : ""
        guard !whole.isEmpty || !fraction.isEmpty else { throw failure("expected a number") }
        var exponent = ""
        if take("e") || take("E") {
            let sign = take("-") ? "-" : ""
            if sign.isEmpty { _ = take("+") }
            let power = digits()
            guard !power.isEmpty else { throw failure("expected the digits of an exponent") }
            exponent = "e" + sign + power
        }
        let text = (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction) + exponent
        guard let value = Double(text), value.isFinite else { throw failure(at: start, "a number that no double holds") }
        return .number(text: text, value: value)
    }

    private mutating func hexadecimal(isNegative: Bool, from start: Int) throws(Failure) -> JSONValue {
        position += 2
        var value: UInt64 = 0
        var count = 0
        while let digit = peek().flatMap({ Character($0).hexDigitValue }) {
            value = value << 4 | UInt64(digit)
            count += 1
            position += 1
            // 2^52: up to here a double holds every whole number.
            guard value < 1 << 52 else { throw failure(at: start, "a hexadecimal number that is too large") }
        }
        guard count > 0 else { throw failure("expected hexadecimal digits") }
        return .number(text: (isNegative ? "-" : "") + String(value), value: isNegative ? -Double(value) : Double(value))
    }

    private mutating func digits() -> String {
        let start = position
        while Self.isDigit(peek()) { position += 1 }
        return Self.string(text[start..<position])
    }

    /// `true`, `false` and `null`.
    mutating func word() throws(Failure) -> JSONValue {
        let start = position
        switch try identifier() {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "null": return .null
        case "Infinity", "NaN": throw failure(at: start, "Infinity and NaN are no values here")
        default:
            // Not shown as it is: it may be a key that lacks its quotes.
            position = start
            throw failure("expected a value; texts stand in quotes")
        }
    }

    /// An ECMAScript 5.1 identifier; empty where none begins here.
    mutating func identifier() throws(Failure) -> String {
        var result = String.UnicodeScalarView()
        while let scalar = peek() {
            if scalar == "$" || scalar == "_" || (result.isEmpty ? scalar.properties.isIDStart : Self.continuesName(scalar)) {
                result.append(scalar)
                position += 1
            } else if scalar == "\\", peek(1) == "u" {
                let start = position
                position += 2
                let escaped = try unicodeEscape(from: start)
                guard escaped.properties.isIDStart || (!result.isEmpty && Self.continuesName(escaped)) else {
                    throw failure(at: start, "an escape that no name may hold")
                }
                result.append(escaped)
            } else {
                break
            }
        }
        return String(result)
    }

    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIDContinue || scalar == "\u{200C}" || scalar == "\u{200D}"
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
