import Chat
import JSON

extension DemoLanguage {
    /// A sensible answer in the languages that the demo does not speak at length.
    static func sentence(_ language: String, hotel: Hotel) -> String {
        let cheapest = hotel.rooms.map(\.price).min().map { "\(JSONValue.decimal($0).json)\u{a0}\(hotel.currency)" } ?? hotel.currency
        let template = sentences[language] ?? "This is a demonstration of the concierge of {hotel}. Rooms start at {price} a night."
        return template.replacing("{hotel}", with: hotel.name).replacing("{price}", with: cheapest).replacing(
            "{count}", with: String(hotel.rooms.count))
    }

    private static let sentences = [
        "zh": "这是 {hotel} 礼宾服务的演示。我们有 {count} 种客房，每晚 {price} 起。您什么时候来？",
        "hi": "यह {hotel} के कंसीयज का डेमो है। हमारे यहाँ {count} तरह के कमरे हैं, {price} प्रति रात से। आप कब आना चाहेंगे?",
        "es":
            "Esto es una demostración del conserje de {hotel}. Tenemos {count} habitaciones distintas, desde {price} por noche. ¿Qué fechas le interesan?",
        "ar": "هذا عرض توضيحي لخدمة الكونسيرج في {hotel}. لدينا {count} أنواع من الغرف تبدأ من {price} لليلة. ما التواريخ التي تناسبك؟",
        "fr":
            "Ceci est une démonstration du concierge de {hotel}. Nous avons {count} chambres différentes, à partir de {price} la nuit. Quelles dates vous intéressent\u{a0}?",
        "bn": "এটি {hotel}-এর কনসিয়ার্জের একটি ডেমো। আমাদের {count} ধরনের রুম আছে, প্রতি রাত {price} থেকে। আপনি কবে আসতে চান?",
        "pt":
            "Esta é uma demonstração do concierge do {hotel}. Temos {count} tipos de quarto, a partir de {price} por noite. Que datas lhe interessam?",
        "id":
            "Ini demonstrasi concierge {hotel}. Kami memiliki {count} jenis kamar mulai {price} per malam. Tanggal berapa Anda ingin datang?",
        "de":
            "Dies ist eine Vorführung des Concierge von {hotel}. Wir haben {count} verschiedene Zimmer, ab {price} pro Nacht. Wann möchten Sie kommen?",
        "ja": "これは{hotel}のコンシェルジュのデモです。{count}種類の客室があり、1泊{price}からです。ご希望の日程はいつですか？",
        "ko": "{hotel} 컨시어지의 데모입니다. 객실은 {count}종류이며 1박 {price}부터입니다. 언제 오실 예정인가요?",
        "it":
            "Questa è una dimostrazione del concierge di {hotel}. Abbiamo {count} tipi di camere, da {price} a notte. Quali date le interessano?",
        "tr":
            "Bu, {hotel} konsiyerjinin bir gösterimidir. {count} farklı odamız var, geceliği {price} fiyattan başlıyor. Hangi tarihleri düşünüyorsunuz?",
        "nl":
            "Dit is een demonstratie van de conciërge van {hotel}. We hebben {count} verschillende kamers, vanaf {price} per nacht. Wanneer wilt u komen?",
        "pl": "To demonstracja konsjerża hotelu {hotel}. Mamy {count} rodzajów pokoi, od {price} za noc. Jakie daty Państwa interesują?",
        "vi": "Đây là bản trình diễn trợ lý của {hotel}. Chúng tôi có {count} loại phòng, từ {price} một đêm. Quý khách muốn đến ngày nào?",
        "th": "นี่คือการสาธิตผู้ช่วยของ {hotel} เรามีห้องพัก {count} แบบ เริ่มต้นที่ {price} ต่อคืน ท่านต้องการเข้าพักวันไหนคะ",
    ]
}
