/// The words of the message that tells the hotel of a request, in its own language.
struct MailTexts: Sendable {
    /// The subject, in front of the reference.
    let subject: String
    /// The first sentence; `{hotel}` is the hotel's name.
    let intro: String
    let reference: String
    let room: String
    let arrival: String
    let departure: String
    let nights: String
    let guests: String
    let total: String
    let wishes: String
    let name: String
    let email: String
    let phone: String
    let language: String
    /// The last sentence: nothing is agreed yet.
    let closing: String

    /// The texts of one of the hotel's languages, else English.
    static func of(_ language: String) -> MailTexts { european[language] ?? others[language] ?? english }

    static let english = MailTexts(
        subject: "Booking request", intro: "A guest of {hotel} asks to book:", reference: "Reference", room: "Room", arrival: "Arrival",
        departure: "Departure", nights: "Nights", guests: "Guests", total: "Total", wishes: "Wishes", name: "Name", email: "E-mail",
        phone: "Phone", language: "Language of the chat",
        closing: "Nothing has been confirmed to the guest yet. Please check that the room is free and answer the guest.")

    private init(
        subject: String, intro: String, reference: String, room: String, arrival: String, departure: String, nights: String,
        guests: String, total: String, wishes: String, name: String, email: String, phone: String, language: String, closing: String
    ) {
        self.subject = subject
        self.intro = intro
        self.reference = reference
        self.room = room
        self.arrival = arrival
        self.departure = departure
        self.nights = nights
        self.guests = guests
        self.total = total
        self.wishes = wishes
        self.name = name
        self.email = email
        self.phone = phone
        self.language = language
        self.closing = closing
    }

    /// The texts in the order of the properties above; nil where one is missing.
    init?(_ texts: [String]) {
        guard texts.count == 15 else { return nil }
        self.init(
            subject: texts[0], intro: texts[1], reference: texts[2], room: texts[3], arrival: texts[4], departure: texts[5],
            nights: texts[6], guests: texts[7], total: texts[8], wishes: texts[9], name: texts[10], email: texts[11], phone: texts[12],
            language: texts[13], closing: texts[14])
    }
}
