import Testing

@testable import Bookings

/// B-09
@Suite struct ChildProcessTests {
    private func run(_ arguments: String..., input: String = "x", limit: Double = 20) -> ChildProcess.End {
        ChildProcess(arguments: arguments, input: Array(input.utf8), timeLimit: limit).run()
    }

    @Test func aCommandGetsItsInputAndItsFirstLineIsKept() {
        #expect(run("cat", input: "first\nsecond\n") == .exited(0, line: "first"))
        #expect(run("sh", "-c", "cat >/dev/null; echo; echo 'no route' >&2; exit 3") == .exited(3, line: "no route"))
        #expect(run("sh", "-c", "printf 'a\\033[31mb\\tc'") == .exited(0, line: "a[31mbc"))
    }

    @Test func whatCannotBeStartedIsSaid() {
        #expect(run("/nowhere/sendmail") == .notStarted("No such file or directory"))
        #expect(run("/etc/passwd") == .notStarted("Permission denied"))
    }

    @Test func aFloodOfOutputOrAnInputThatNobodyReadsBlocksNothing() {
        let flood = "head -c 1000000 /dev/zero | tr '\\0' x; echo; cat > /dev/null"
        #expect(
            run("sh", "-c", flood, input: String(repeating: "y", count: 300_000)) == .exited(0, line: String(repeating: "x", count: 300)))
        #expect(run("true", input: String(repeating: "y", count: 3_000_000)) == .exited(0, line: ""))
    }

    @Test func whatHangsIsKilledWithItsChildren() {
        #expect(run("sh", "-c", "echo waiting; sleep 1000 & sleep 1000", limit: 0.3) == .timedOut(line: "waiting"))
        #expect(run("sh", "-c", "kill -9 $$") == .killed(signal: 9, line: ""))
    }

    @Test func aCancelledRunEndsSoon() {
        let child = ChildProcess(arguments: ["sleep", "1000"], input: [], timeLimit: 1000)
        child.cancel()
        #expect(child.run() == .timedOut(line: ""))
    }
}
