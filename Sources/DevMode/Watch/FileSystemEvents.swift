import CGlibc

/// Whether the kernel tells of every change below a folder, by the kind of its file system (statfs(2)).
enum FileSystemEvents: Sendable, Equatable {
    case all
    /// Changes that are made past this machine's view, such as in a lower layer of an overlay, give no events.
    case some
    /// Changes are made elsewhere. The name is for people.
    case none(String)

    /// - Parameter path: A folder; one that is not there has nothing to tell.
    init(below path: String) {
        var facts = statfs()
        guard statfs(path, &facts) == 0 else {
            self = .all
            return
        }
        self.init(magic: UInt32(truncatingIfNeeded: facts.f_type))
    }

    /// - Parameter magic: The file system's number (`linux/magic.h`).
    init(magic: UInt32) {
        self =
            switch magic {
            case 0x0102_1997: .none("9p")
            case 0x6969: .none("NFS")
            // Docker Desktop's and Podman's shared folders (virtiofs, gRPC FUSE), sshfs, and the like.
            case 0x6573_5546: .none("FUSE")
            case 0x517B, 0xFF53_4D42, 0xFE53_4D42: .none("SMB")
            case 0x786F_4256: .none("a VirtualBox shared folder")
            case 0xBACB_ACBC: .none("a VMware shared folder")
            case 0x00C3_6400: .none("Ceph")
            case 0x794C_7630: .some
            default: .all
            }
    }
}
