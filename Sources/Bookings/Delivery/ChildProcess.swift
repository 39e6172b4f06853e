import Glibc
import Synchronization

/// One run of a command: bytes in, the first line of what it prints out, killed with all its children when it takes too long.
final class ChildProcess: Sendable {
    enum End: Sendable, Equatable {
        case exited(Int, line: String)
        case killed(signal: Int, line: String)
        case timedOut(line: String)
        case notStarted(String)
    }

    private let arguments: [String]
    private let input: [UInt8]
    private let timeLimit: Double
    private let isCancelled = Atomic<Bool>(false)

    /// Longest line that is kept, in bytes; the rest of the output is read and dropped, so that the command does not block.
    private static let lineLimit = 300
    /// How long a command may go on after ``cancel()``, in seconds.
    private static let grace = 2.0

    /// - Parameter timeLimit: In seconds.
    init(arguments: [String], input: [UInt8], timeLimit: Double) {
        self.arguments = arguments
        self.input = input
        self.timeLimit = timeLimit
    }

    /// Ends the run within the grace. From any thread.
    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Runs the command; blocks the thread.
    func run() -> End {
        // A command that ends before it has read everything must not end this process; the child gets its own default back.
        signal(SIGPIPE, SIG_IGN)
        let (problem, pid, pipes) = Self.oneAtATime.withLock { _ in start() }
        var (toChild, fromChild) = pipes
        defer { for one in [toChild, fromChild] where one >= 0 { close(one) } }
        guard problem == 0 else { return .notStarted(Self.text(problem)) }
        return wait(for: pid, &toChild, fromChild)
    }

    /// Two commands that start at the same time would inherit each other's pipes: until those are marked, nobody else starts one.
    private static let oneAtATime = Mutex<Void>(())

    /// Starts the command.
    /// - Returns: An error's number or 0, the process, and our ends of its input and output.
    private func start() -> (CInt, pid_t, (CInt, CInt)) {
        var (input, output): ([CInt], [CInt]) = ([-1, -1], [-1, -1])
        guard pipe(&input) == 0 else { return (errno, 0, (-1, -1)) }
        guard pipe(&output) == 0 else {
            let problem = errno
            for one in input { close(one) }
            return (problem, 0, (-1, -1))
        }
        for one in input + output { _ = fcntl(one, F_SETFD, FD_CLOEXEC) }
        var pid = pid_t()
        let problem = spawn(&pid, input: input[0], output: output[1])
        close(input[0])
        close(output[1])
        return (problem, pid, (input[1], output[0]))
    }

    private func spawn(_ pid: inout pid_t, input: CInt, output: CInt) -> CInt {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        // A group of its own, to be killed whole; no signal blocked or ignored as the server's threads have it.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        return posix_spawnp(&pid, arguments.first ?? "", &actions, &attributes, &words, environ)
    }

    private func wait(for pid: pid_t, _ toChild: inout CInt, _ fromChild: CInt) -> End {
        for one in [toChild, fromChild] { _ = fcntl(one, F_SETFL, fcntl(one, F_GETFL) | O_NONBLOCK) }
        var (written, line, isLineWhole, isOpen) = (0, [UInt8](), false, true)
        var end = Self.now() + timeLimit
        var isHurried = false
        while true {
            if isOpen { isOpen = read(fromChild, &line, &isLineWhole) }
            if toChild >= 0 { write(&toChild, &written) }
            var status: CInt = 0
            if waitpid(pid, &status, WNOHANG) == pid {
                if isOpen { _ = read(fromChild, &line, &isLineWhole) }
                return Self.end(status, Self.shown(line))
            }
            if !isHurried, isCancelled.load(ordering: .relaxed) { (isHurried, end) = (true, min(end, Self.now() + Self.grace)) }
            guard Self.now() < end else {
                kill(-pid, SIGKILL)
                waitpid(pid, &status, 0)
                return .timedOut(line: Self.shown(line))
            }
            var watched = [
                pollfd(fd: isOpen ? fromChild : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: toChild, events: Int16(POLLOUT), revents: 0),
            ]
            // The end of the process itself is looked for often: nothing tells it where its output was closed or given on.
            poll(&watched, 2, 20)
        }
    }

    /// Reads what is there; false once the output is closed.
    private func read(_ descriptor: CInt, _ line: inout [UInt8], _ isLineWhole: inout Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
            for byte in buffer[..<count] where !isLineWhole {
                if byte == 0x0A || byte == 0x0D { isLineWhole = !line.isEmpty } else if line.count < Self.lineLimit { line.append(byte) }
            }
        }
    }

    /// Writes what the command takes; closes its input behind the last byte, or where it does not read.
    private func write(_ descriptor: inout CInt, _ written: inout Int) {
        while written < input.count {
            let count = input.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, input.count - written) }
            guard count >= 0 else {
                if errno == EAGAIN { return }
                if errno == EINTR { continue }
                break
            }
            written += count
        }
        close(descriptor)
        descriptor = -1
    }

    private static func end(_ status: CInt, _ line: String) -> End {
        status & 0x7f == 0 ? .exited(Int(status >> 8 & 0xff), line: line) : .killed(signal: Int(status & 0x7f), line: line)
    }

    /// A line for the log: no control characters, cut at a whole character.
    private static func shown(_ line: [UInt8]) -> String {
        String(
            String.UnicodeScalarView(
                String(decoding: line, as: UTF8.self).unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func text(_ code: CInt) -> String { String(cString: strerror(code)) }
}
