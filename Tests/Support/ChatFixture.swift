package import Chat
import FoundationEssentials
import NIOCore

/// The example hotel, the real prompts and short ways to ask.
package enum ChatFixture {
    /// A request that had to be refused and was not.
    package struct Accepted: Error { let body: String }

    /// 2026-11-24 12:00 UTC.
    package static let now: Int64 = 1_795_521_600
    private static let root = String(#filePath.prefix(upTo: #filePath.range(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))

    package static func file(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: "\(root)/config/\(name)"))) }
    package static func hotel() throws -> Hotel { try Hotel.parse(file("hotel.json"), file: "config/hotel.json") }

    package static func prompts() throws -> PromptSet {
        let files = try Dictionary(uniqueKeysWithValues: Assistant.allCases.map { ($0, try file("prompts/\($0.rawValue).md")) })
        return try PromptSet { (files[$0] ?? [], "\($0.rawValue).md") }
    }

    package static func requestFactory(_ policy: ChatPolicy = ChatPolicy()) throws -> ChatRequestFactory {
        ChatRequestFactory(policy: policy, hotel: try hotel(), prompts: try prompts(), makeMark: { "MARK7" })
    }

    package static func judged(_ body: String, _ policy: ChatPolicy = ChatPolicy()) throws -> ChatRequest {
        try requestFactory(policy).judge(ByteBuffer(string: body), now: now)
    }

    package static func refusal(_ body: String, _ policy: ChatPolicy = ChatPolicy()) throws -> ChatRefusal {
        let requestFactory = try requestFactory(policy)
        do {
            _ = try requestFactory.judge(ByteBuffer(string: body), now: now)
        } catch {
            return error
        }
        throw Accepted(body: body)
    }
}

extension String {
    /// FoundationEssentials leaves this out.
    package func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
