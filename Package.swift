// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "bellhop",
    products: [.executable(name: "bellhop", targets: ["bellhop"])],
    dependencies: [
        // Event loops, channels and HTTP/1.1 parsing: the two hot ways are plain channel handlers (docs/architecture.md).
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        // TLS to the upstream and, where asked for, to the guest.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        // HTTP/2 to the guest, chosen by ALPN.
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        // SHA-256 for entity tags and the bundle's version.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        // The logging interface that libraries and operators know.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        // Calendars and webhooks, off the hot ways; 3.2 MB of the program (measured). Without traits: tracing is not needed.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.26.0", traits: []),
        // Commands, flags, help and shell completions.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // Signals as an async sequence.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        // `malloc_trim`, `statfs`, `preadv2` and the linker's marks, which Swift's own module of the C library leaves out.
        .systemLibrary(name: "CGlibc"),
        .target(name: "WidgetBundle", exclude: ["refresh"]),
        .target(name: "Assets", dependencies: ["CGlibc", "CivilTime", "CZlib", "WidgetBundle", .nioCore, .crypto]),
        .target(name: "EventStream", dependencies: [.nioCore]),
        .target(name: "CivilTime"),
        .target(name: "JSON", dependencies: [.nioCore]),
        .target(name: "Chat", dependencies: ["CivilTime", "JSON", .nioCore]),
        // What Bellhop itself asks others for: calendars, webhooks.
        .target(name: "OutgoingHTTP", dependencies: [.asyncHTTPClient, .nioCore, .nioPosix, .nioHTTP1, .nioSSL]),
        .target(name: "Calendars", dependencies: ["Chat", "CivilTime", "OutgoingHTTP", .nioCore, .logging]),
        .target(
            name: "Bookings",
            dependencies: ["Chat", "CivilTime", "JSON", "OutgoingHTTP", .nioCore, .nioPosix, .crypto, .logging]),
        .target(name: "DemoModel", dependencies: ["Chat", "CivilTime", "JSON", .nioCore]),
        .target(name: "Limits", dependencies: [.nioCore, .nioPosix]),
        .target(
            name: "Relay",
            dependencies: ["CZlib", "Chat", "DemoModel", "EventStream", "JSON", .nioCore, .nioPosix, .nioSSL, .nioTLS, .logging]),
        .target(
            name: "UpstreamCheck",
            dependencies: ["Chat", "CivilTime", "JSON", "Relay", .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .nioTLS]),
        .target(
            name: "Server",
            dependencies: [
                "Assets", "Bookings", "Chat", "EventStream", "Limits", "Relay", .nioCore, .nioPosix, .nioHTTP1, .nioHTTP2, .nioHPACK,
                .nioSSL,
                .nioTLS,
                .logging,
            ]),
        .target(
            name: "DevMode", dependencies: ["CGlibc", "Server", "WidgetBundle", .nioCore, .nioHTTP1], exclude: ["player"]),
        .executableTarget(
            name: "bellhop",
            dependencies: [
                "Assets", "Bookings", "Calendars", "Chat", "CivilTime", "DemoModel", "DevMode", "JSON", "Limits", "OutgoingHTTP", "Relay",
                "Server", "UpstreamCheck", "WidgetBundle", .argumentParser, .logging, .nioCore, .nioPosix, .unixSignals, "CGlibc",
            ]),
        .testTarget(name: "AssetsTests", dependencies: ["Assets", "WidgetBundle", "CZlib", .nioCore]),
        .testTarget(name: "EventStreamTests", dependencies: ["EventStream", .nioCore]),
        .target(name: "TestSupport", dependencies: ["Chat", .nioCore], path: "Tests/Support"),
        .testTarget(name: "CivilTimeTests", dependencies: ["CivilTime"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", .nioCore]),
        .testTarget(name: "ChatTests", dependencies: ["Chat", "CivilTime", "JSON", "TestSupport", .nioCore]),
        .testTarget(name: "DemoModelTests", dependencies: ["DemoModel", "Chat", "CivilTime", "JSON", "TestSupport", .nioCore]),
        .testTarget(name: "OutgoingHTTPTests", dependencies: ["OutgoingHTTP", .nioCore]),
        .testTarget(name: "CalendarsTests", dependencies: ["Calendars", "Chat", "CivilTime", "OutgoingHTTP", .nioCore, .logging]),
        .testTarget(
            name: "BookingsTests",
            dependencies: ["Bookings", "Chat", "CivilTime", "JSON", "OutgoingHTTP", .nioCore, .nioPosix, .crypto, .logging]),
        .testTarget(name: "LimitsTests", dependencies: ["Limits", .nioCore, .nioPosix, .nioEmbedded]),
        .testTarget(
            name: "RelayTests",
            dependencies: [
                "CZlib", "Relay", "Chat", "DemoModel", "EventStream", "JSON", .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .nioEmbedded,
                .logging,
            ]),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Server", "Relay", "Chat", "Assets", "Limits", "TestSupport", .nioCore, .nioPosix, .nioHTTP1, .nioSSL,
                .nioEmbedded, .logging,
            ]),
        .testTarget(name: "UpstreamCheckTests", dependencies: ["UpstreamCheck", "CivilTime", .nioCore]),
        .testTarget(name: "DevModeTests", dependencies: ["DevMode", "Server", .nioCore, .nioHTTP1, .nioEmbedded]),
        .testTarget(name: "BellhopTests", dependencies: ["bellhop", "JSON", "Server", "Chat", "UpstreamCheck", .nioCore, .logging]),
    ],
    cLanguageStandard: .c2x
)

extension Target.Dependency {
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioTLS: Self = .product(name: "NIOTLS", package: "swift-nio")
    static let nioEmbedded: Self = .product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP2: Self = .product(name: "NIOHTTP2", package: "swift-nio-http2")
    static let nioHPACK: Self = .product(name: "NIOHPACK", package: "swift-nio-http2")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let asyncHTTPClient: Self = .product(name: "AsyncHTTPClient", package: "async-http-client")
    static let logging: Self = .product(name: "Logging", package: "swift-log")
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let unixSignals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
}

for target in package.targets where target.type != .system {
    let isSwift = target.name != "WidgetBundle"
    target.swiftSettings =
        isSwift
        ? [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .treatAllWarnings(as: .error),
        ] : nil
}
