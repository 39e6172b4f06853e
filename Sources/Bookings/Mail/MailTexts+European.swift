extension MailTexts {
    /// In the order of the properties of ``MailTexts``.
    static let european: [String: MailTexts] = [
        "de": [
            "Buchungsanfrage", "Ein Gast möchte im {hotel} buchen:", "Referenz", "Zimmer", "Anreise", "Abreise", "Nächte", "Gäste",
            "Gesamtpreis", "Wünsche", "Name", "E-Mail", "Telefon", "Sprache des Chats",
            "Dem Gast wurde noch nichts bestätigt. Bitte prüfen Sie, ob das Zimmer frei ist, und antworten Sie dem Gast.",
        ],
        "es": [
            "Solicitud de reserva", "Un huésped desea reservar en {hotel}:", "Referencia", "Habitación", "Llegada", "Salida", "Noches",
            "Huéspedes", "Total", "Deseos", "Nombre", "Correo electrónico", "Teléfono", "Idioma del chat",
            "Todavía no se ha confirmado nada al huésped. Compruebe que la habitación está libre y respóndale.",
        ],
        "fr": [
            "Demande de réservation", "Un client souhaite réserver à {hotel} :", "Référence", "Chambre", "Arrivée", "Départ", "Nuits",
            "Personnes", "Total", "Souhaits", "Nom", "E-mail", "Téléphone", "Langue du chat",
            "Rien n’a encore été confirmé au client. Veuillez vérifier que la chambre est libre et lui répondre.",
        ],
        "it": [
            "Richiesta di prenotazione", "Un ospite desidera prenotare presso {hotel}:", "Riferimento", "Camera", "Arrivo", "Partenza",
            "Notti", "Ospiti", "Totale", "Desideri", "Nome", "E-mail", "Telefono", "Lingua della chat",
            "Nulla è stato ancora confermato all’ospite. Verifichi che la camera sia libera e risponda all’ospite.",
        ],
        "nl": [
            "Boekingsaanvraag", "Een gast wil boeken bij {hotel}:", "Referentie", "Kamer", "Aankomst", "Vertrek", "Nachten", "Gasten",
            "Totaal", "Wensen", "Naam", "E-mail", "Telefoon", "Taal van de chat",
            "Er is nog niets bevestigd aan de gast. Controleer of de kamer vrij is en antwoord de gast.",
        ],
        "pl": [
            "Prośba o rezerwację", "Gość chce zarezerwować pobyt w {hotel}:", "Numer zgłoszenia", "Pokój", "Przyjazd", "Wyjazd", "Noce",
            "Goście", "Razem", "Życzenia", "Imię i nazwisko", "E-mail", "Telefon", "Język czatu",
            "Gościowi niczego jeszcze nie potwierdzono. Prosimy sprawdzić, czy pokój jest wolny, i odpowiedzieć gościowi.",
        ],
        "pt": [
            "Pedido de reserva", "Um hóspede deseja reservar em {hotel}:", "Referência", "Quarto", "Chegada", "Partida", "Noites",
            "Hóspedes", "Total", "Desejos", "Nome", "E-mail", "Telefone", "Idioma do chat",
            "Ainda nada foi confirmado ao hóspede. Verifique se o quarto está livre e responda ao hóspede.",
        ],
        "ru": [
            "Запрос на бронирование", "Гость хочет забронировать номер, {hotel}:", "Номер запроса", "Номер", "Заезд", "Выезд", "Ночей",
            "Гостей", "Итого", "Пожелания", "Имя", "Эл. почта", "Телефон", "Язык чата",
            "Гостю ещё ничего не подтверждено. Проверьте, пожалуйста, свободен ли номер, и ответьте гостю.",
        ],
        "tr": [
            "Rezervasyon talebi", "Bir misafir {hotel} için rezervasyon yapmak istiyor:", "Referans", "Oda", "Giriş", "Çıkış", "Gece",
            "Misafir", "Toplam", "İstekler", "Ad soyad", "E-posta", "Telefon", "Sohbet dili",
            "Misafire henüz hiçbir şey onaylanmadı. Lütfen odanın boş olup olmadığını kontrol edip misafire yanıt verin.",
        ],
        "uk": [
            "Запит на бронювання", "Гість хоче забронювати номер, {hotel}:", "Номер запиту", "Номер", "Заїзд", "Виїзд", "Ночей", "Гостей",
            "Разом", "Побажання", "Ім’я", "Ел. пошта", "Телефон", "Мова чату",
            "Гостю ще нічого не підтверджено. Перевірте, будь ласка, чи вільний номер, і дайте відповідь гостю.",
        ],
    ].compactMapValues { MailTexts($0) }
}
