// Answers lines of "<folder> <zone> <seconds since 1970>" with the offset in seconds and the day's number since 1970-01-01; for test_zones.py.
var zones: [String: HotelZone] = [:]

while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 3, let instant = Int64(words[2]) else { continue }
    let key = "\(words[0])/\(words[1])"
    do {
        let zone = try zones[key] ?? HotelZone(name: words[1], folders: [words[0]])
        zones[key] = zone
        print(zone.offset(at: instant), zone.day(at: instant))
    } catch {
        print(error)
    }
}
