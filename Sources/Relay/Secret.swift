/// A value that no log, error or dump shows.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// - Parameter value: Shown by ``reveal()`` only.
    package init(_ value: String) { self.value = value }

    /// Whether it is no secret at all.
    package var isEmpty: Bool { value.isEmpty }

    /// The value itself, for the one header it goes into and for redaction.
    package func reveal() -> String { value }

    /// Never the value.
    package var description: String { "<redacted>" }
    /// Never the value.
    package var debugDescription: String { description }
    /// Without children, so that a dump shows nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
