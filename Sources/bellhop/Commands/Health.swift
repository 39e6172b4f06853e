import ArgumentParser
import Glibc

/// Asks a running server whether it lives: what a container's health check runs, where there is no shell and no curl.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks the server of these settings for /healthz; exit code 0 where it answers.",
        discussion: """
            Takes the settings of `serve`, and asks on this machine. With a certificate set it only opens a connection, since the name in the
            certificate is not this machine's. Exit code 69 where nothing good comes within 3 seconds.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings: Settings
        do {
            settings = try SettingsLoader(flags: options.given, environment: ProcessEnvironment.current).load()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
        let socket = HealthSocket.open(settings)
        guard socket >= 0 else { throw ProcessEnd.with(ProcessEnd.cannotListen, "health: nothing listens there") }
        defer { close(socket) }
        if settings.text("tls.certificate") == nil, !HealthSocket.answersWell(socket) {
            throw ProcessEnd.with(ProcessEnd.cannotListen, "health: GET /healthz is not answered with 200")
        }
    }
}

/// A blocking connection of at most 3 seconds a step.
private enum HealthSocket {
    /// Connects to where `serve` with these settings listens.
    ///
    /// - Returns: The descriptor, or -1.
    static func open(_ settings: Settings) -> CInt {
        if let path = settings.text("unixSocket") { return toUnixSocket(path) }
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        // An address that stands for all of the machine's, such as 0.0.0.0, is the machine itself to a client.
        let (host, port) = (settings.text("host") ?? "127.0.0.1", settings.integer("port") ?? 8080)
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return -1 }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next?.pointee {
            let descriptor = made(address.ai_family)
            if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
            close(descriptor)
            next = address.ai_next
        }
        return -1
    }

    private static func toUnixSocket(_ path: String) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = made(AF_UNIX)
        let isOpen = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        if isOpen { return descriptor }
        close(descriptor)
        return -1
    }

    private static func made(_ family: CInt) -> CInt {
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 3, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        return descriptor
    }

    /// Whether `GET /healthz` is answered with 200.
    static func answersWell(_ socket: CInt) -> Bool {
        let request = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(socket, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else { return false }
        let expected = Array("HTTP/1.1 200 ".utf8)
        var answer = [UInt8](repeating: 0, count: expected.count)
        return recv(socket, &answer, answer.count, CInt(MSG_WAITALL)) == answer.count && answer == expected
    }
}
