package import NIOCore

/// Where answers come from over the network, and for how long the relay waits.
package struct UpstreamSettings: Sendable {
    /// `http` or `https` URL of the API's root, such as `https://api.openai.com/v1`; `/chat/completions` is added.
    package var url: String
    package var apiKey: Secret
    /// A PEM file of trusted roots; nil takes the system's.
    package var caFile: String?
    package var timeouts: RelayTimeouts

    package init(url: String, apiKey: Secret, caFile: String? = nil, timeouts: RelayTimeouts = .init()) {
        self.url = url
        self.apiKey = apiKey
        self.caFile = caFile
        self.timeouts = timeouts
    }
}

/// The relay's timers (relay-scenarios.md, Timers).
package struct RelayTimeouts: Sendable, Equatable {
    package var connect: TimeAmount = .seconds(5)
    package var firstByte: TimeAmount = .seconds(120)
    package var idle: TimeAmount = .seconds(90)
    package var total: TimeAmount = .seconds(600)
    package var write: TimeAmount = .seconds(30)
    /// After how much silence towards the guest a `: ping` goes out.
    package var ping: TimeAmount = .seconds(15)

    package init() {}
}
