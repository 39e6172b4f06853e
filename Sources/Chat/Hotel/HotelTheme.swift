import JSON

/// Checks `theme`: names, colours, and that its text can be read on its accent.
enum HotelTheme {
    static func check(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) {
        guard let value else { return }
        _ = try reader.object(value, "theme", allowed: ["accent", "accentText", "radius", "logo", "position", "launcher"])
        let accent = try colour(value["accent"], "theme.accent", reader)
        let text = try colour(value["accentText"], "theme.accentText", reader)
        if let accent, let text, contrast(accent, text) < 4.5 {
            let ratio = (contrast(accent, text) * 10).rounded() / 10
            throw reader.fail("theme.accentText", "has a contrast of \(ratio) to theme.accent; text needs 4.5 (WCAG 1.4.3)")
        }
        _ = try reader.whole(value["radius"], "theme.radius", 0...40)
        if let logo = value["logo"] { _ = try reader.text(logo, "theme.logo") }
        if let position = value["position"] {
            let name = try reader.text(position, "theme.position")
            guard ["left", "right"].contains(name) else {
                throw reader.fail("theme.position", "found \"\(name)\", allowed are left and right")
            }
        }
        guard let launcher = value["launcher"] else { return }
        _ = try reader.object(launcher, "theme.launcher", allowed: ["shape", "text"])
        _ = try reader.localised(launcher["text"], "theme.launcher.text")
        if let shape = launcher["shape"] {
            let name = try reader.text(shape, "theme.launcher.shape")
            guard ["pill", "circle"].contains(name) else {
                throw reader.fail("theme.launcher.shape", "found \"\(name)\", allowed are pill and circle")
            }
        }
    }

    private static func colour(_ value: JSONValue?, _ path: String, _ reader: HotelReader) throws(HotelError) -> [Double]? {
        guard let value else { return nil }
        let text = try reader.text(value, path)
        let digits = Array(text.dropFirst())
        guard text.hasPrefix("#"), digits.count == 6, digits.allSatisfy(\.isHexDigit) else {
            throw reader.fail(path, "found \"\(text)\", expected a colour such as #0b5c5e")
        }
        return [0, 2, 4].map { Double((digits[$0].hexDigitValue ?? 0) * 16 + (digits[$0 + 1].hexDigitValue ?? 0)) / 255 }
    }

    /// WCAG 2.2, contrast ratio. Powers of 2.4 are made of square roots: x^2.4 = x² · (x^0.4), by Newton on y^5 = x².
    private static func contrast(_ one: [Double], _ other: [Double]) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    private static func luminance(_ colour: [Double]) -> Double {
        let parts = colour.map { $0 <= 0.04045 ? $0 / 12.92 : power24(($0 + 0.055) / 1.055) }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private static func power24(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        var root = x
        for _ in 0..<60 { root -= (root * root * root * root * root - x * x) / (5 * root * root * root * root) }
        return x * x * root
    }
}
