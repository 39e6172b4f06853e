import Glibc
import NIOCore
import NIOPosix

/// Recognises that no connection could be opened because the process or the machine has no descriptor left.
enum DescriptorShortage {
    static func isOne(_ error: any Error) -> Bool {
        if let error = error as? IOError { return error.errnoCode == EMFILE || error.errnoCode == ENFILE }
        if let error = error as? NIOConnectionError { return error.connectionErrors.contains { isOne($0.error) } }
        return false
    }
}
