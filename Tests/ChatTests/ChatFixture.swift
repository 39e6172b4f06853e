import FoundationEssentials
import NIOCore
import Testing

@testable import Chat

/// The example hotel, the real prompts and short ways to ask.
enum ChatFixture {
    /// 2026-11-24 12:00 UTC.
    static let now: Int64 = 1_795_521_600
    private static let root = String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))

    static func file(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(root)/config/\(name)"))) }
    static func hotel() throws -> Hotel { try Hotel.parse(file("hotel.json"), file: "config/hotel.json") }

    static func prompts() throws -> PromptSet {
        let files = try Dictionary(uniqueKeysWithValues: Assistant.allCases.map { ($0, try file("prompts/\($0.rawValue).md")) })
        return try PromptSet { (files[$0] ?? [], "\($0.rawValue).md") }
    }

    static func desk(_ policy: ChatPolicy = ChatPolicy()) throws -> ChatDesk {
        ChatDesk(policy: policy, hotel: try hotel(), prompts: try prompts(), makeMark: { "MARK7" })
    }

    static func judged(_ body: String, _ policy: ChatPolicy = ChatPolicy()) throws -> ChatRequest {
        try desk(policy).judge(ByteBuffer(string: body), now: now)
    }

    static func refusal(_ body: String, _ policy: ChatPolicy = ChatPolicy()) throws -> ChatRefusal {
        let desk = try desk(policy)
        do {
            _ = try desk.judge(ByteBuffer(string: body), now: now)
        } catch {
            return error
        }
        Issue.record("accepted: \(body)")
        return ChatRefusal(error: ErrorObject(message: "", type: ""))
    }
}

extension String {
    func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
