import Testing

@testable import Chat

/// B-30
@Suite struct BookingLinkTests {
    private static let stay = [
        "checkIn": "2027-01-15", "checkOut": "2027-01-18", "guests": "2", "nights": "3", "room": "a b&c", "language": "uk",
    ]

    @Test(arguments: [
        (
            "https://b.example/r/{room}?from={checkIn}&to={checkOut}&x=1#{language}",
            "https://b.example/r/a%20b%26c?from=2027-01-15&to=2027-01-18&x=1#uk", "https://b.example/r/?x=1#"
        ),
        ("https://b.example?n={nights}", "https://b.example?n=3", "https://b.example"),
        ("https://b.example/?a={checkIn}-{checkOut}", "https://b.example/?a=2027-01-15-2027-01-18", "https://b.example/"),
        ("/book", "/book", "/book"),
    ])
    func namesAreFilledInOrLeftOut(link: String, full: String, empty: String) {
        #expect(BookingLink(link).problem == nil)
        #expect(BookingLink(link).filled(Self.stay) == full)
        #expect(BookingLink(link).filled([:]) == empty)
    }

    @Test(arguments: [
        "https://{room}.example/", "https://b.example:{guests}/", "https://b.example/?x={price}", "https://b.example/?x={checkIn",
        "https://b.example/?x=checkIn}", "https://b.example/{}",
    ])
    func otherBracesAreRefused(link: String) { #expect(BookingLink(link).problem != nil) }
}
