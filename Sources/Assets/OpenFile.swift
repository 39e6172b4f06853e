/// An open regular file; closed when the last reference is gone.
package final class OpenFile: Sendable {
    package let descriptor: CInt

    package init(descriptor: CInt) { self.descriptor = descriptor }
}
