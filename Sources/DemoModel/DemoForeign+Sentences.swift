import Chat

extension DemoForeign {
    /// Three sentences: asking for dates and guests, before a suggestion, and before the rooms that are free.
    static let stays: [String: (ask: String, offer: String, free: String)] = [
        "zh": ("很乐意为您安排。请告诉我入住和退房日期以及人数。", "这是给您的建议。所有请求均由酒店确认。", "{from} 至 {to} 可选的客房，价格为全程总价："),
        "hi": (
            "खुशी से कुछ ख़ास सुझाऊँगा। कृपया आने और जाने की तारीख और मेहमानों की संख्या बताएँ।",
            "यह आपके लिए एक सुझाव है। हर अनुरोध की पुष्टि होटल करता है।", "{from} से {to} तक ये कमरे खाली हैं, कीमत पूरे प्रवास की:"
        ),
        "es": (
            "Con mucho gusto. Dígame, por favor, las fechas y cuántos huéspedes serán.",
            "Esta es una propuesta para su estancia. El hotel confirma cada solicitud.",
            "Del {from} al {to} están libres estas habitaciones, precio de toda la estancia:"
        ),
        "ar": (
            "بكل سرور. ما تاريخ الوصول والمغادرة وكم عدد الضيوف؟",
            "هذا اقتراح لإقامتك. الفندق هو من يؤكد كل طلب.",
            "الغرف المتاحة من {from} إلى {to}، والسعر لكامل الإقامة:"
        ),
        "fr": (
            "Avec plaisir. Quelles sont vos dates, et combien serez-vous\u{a0}?",
            "Voici une proposition pour votre séjour. L’hôtel confirme chaque demande.",
            "Du {from} au {to}, ces chambres sont libres, prix pour tout le séjour\u{a0}:"
        ),
        "bn": (
            "আনন্দের সঙ্গে সাহায্য করব। আসা ও যাওয়ার তারিখ এবং অতিথির সংখ্যা জানান।", "এটি আপনার জন্য একটি প্রস্তাব। প্রতিটি অনুরোধ হোটেল নিশ্চিত করে।",
            "{from} থেকে {to} পর্যন্ত এই রুমগুলো খালি আছে, পুরো থাকার মূল্য:"
        ),
        "pt": (
            "Com todo o gosto. Diga-me, por favor, as datas e o número de hóspedes.",
            "Aqui está uma sugestão para a sua estadia. O hotel confirma cada pedido.",
            "De {from} a {to} estão livres estes quartos, preço de toda a estadia:"
        ),
        "id": (
            "Dengan senang hati. Mohon beri tahu tanggal datang, tanggal pulang, dan jumlah tamu.",
            "Ini saran untuk Anda. Setiap permintaan dikonfirmasi oleh hotel.",
            "Dari {from} sampai {to} kamar ini kosong, harga untuk seluruh masa inap:"
        ),
        "de": (
            "Sehr gern. Nennen Sie mir bitte Ihre Reisedaten und die Zahl der Gäste.",
            "Hier ist ein Vorschlag für Ihren Aufenthalt. Das Hotel bestätigt jede Anfrage.",
            "Vom {from} bis zum {to} sind diese Zimmer frei, Preis für den ganzen Aufenthalt:"
        ),
        "ja": (
            "喜んでご提案いたします。ご到着日とご出発日、人数をお知らせください。", "こちらがご提案です。ご要望はすべてホテルが確認いたします。",
            "{from}から{to}まで空いている客室です（料金は全泊分）："
        ),
        "ko": (
            "기꺼이 도와드리겠습니다. 도착일과 출발일, 인원수를 알려 주세요.", "제안을 드립니다. 모든 요청은 호텔이 확인합니다.",
            "{from}부터 {to}까지 비어 있는 객실이며 요금은 전체 숙박 기준입니다:"
        ),
        "it": (
            "Con piacere. Mi dica, per favore, le date e il numero di ospiti.",
            "Ecco una proposta per il suo soggiorno. L’hotel conferma ogni richiesta.",
            "Dal {from} al {to} sono libere queste camere, prezzo per tutto il soggiorno:"
        ),
        "tr": (
            "Memnuniyetle. Lütfen geliş ve ayrılış tarihlerinizi ve kişi sayısını yazın.",
            "Konaklamanız için bir öneri. Her talebi otel onaylar.",
            "{from} – {to} arasında boş olan odalar, tüm konaklamanın fiyatıyla:"
        ),
        "nl": (
            "Graag. Mag ik uw data en het aantal gasten weten?",
            "Hier is een voorstel voor uw verblijf. Het hotel bevestigt elke aanvraag.",
            "Van {from} tot {to} zijn deze kamers vrij, prijs voor het hele verblijf:"
        ),
        "pl": (
            "Z przyjemnością. Proszę podać daty pobytu i liczbę gości.",
            "Oto propozycja pobytu. Hotel potwierdza każde zapytanie.",
            "Od {from} do {to} wolne są te pokoje, cena za cały pobyt:"
        ),
        "vi": (
            "Rất sẵn lòng. Quý khách cho biết ngày đến, ngày đi và số khách nhé.",
            "Đây là gợi ý cho kỳ nghỉ của quý khách. Khách sạn xác nhận mọi yêu cầu.",
            "Từ {from} đến {to} còn các phòng sau, giá cho cả kỳ nghỉ:"
        ),
        "th": (
            "ยินดีค่ะ กรุณาบอกวันเข้าพัก วันออก และจำนวนผู้เข้าพัก", "นี่คือข้อเสนอสำหรับการเข้าพักของท่าน โรงแรมเป็นผู้ยืนยันทุกคำขอ",
            "ห้องที่ว่างตั้งแต่ {from} ถึง {to} ราคารวมตลอดการเข้าพัก:"
        ),
    ]
}
