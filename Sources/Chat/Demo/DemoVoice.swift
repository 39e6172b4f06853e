/// The demo model's sentences in one language. `{…}` are filled in.
struct DemoVoice: Sendable {
    let introduction, greeting, thanks, other: String
    let rooms, roomLine, room, chooseDates: String
    let free, freeLine, nothingFree, price: String
    let checkIn, way, contact, unknown: String
    let special, specialOffer, specialNothing: String
    let notes: [String]

    static func of(_ language: String) -> DemoVoice? { voices[language] }

    private static let voices = ["en": english, "ru": russian, "uk": ukrainian]

    private static let english = DemoVoice(
        introduction: "This is a demonstration of the concierge; real answers need an API key. ",
        greeting: "Hello, and welcome to {hotel}! Ask me about rooms, prices, breakfast, or how to get here. When would you like to come?",
        thanks: "You are very welcome. Is there anything else I can tell you about {hotel}?",
        other:
            "I can tell you about the rooms of {hotel}, their prices and free dates, breakfast, parking, pets and the way here. What would you like to know?",
        rooms: "These are our rooms:\n\n", roomLine: "- **{room}** – {area} m², up to {guests} guests, {price} a night",
        room: "**{room}**: {text} It is {price} a night, for up to {guests} guests.",
        chooseDates: "\n\nWhich dates do you have in mind?", free: "From {from} to {to} these rooms are free:\n\n",
        freeLine: "- **{room}** – {total} for the whole stay",
        nothingFree: "I am sorry, no room is free from {from} to {to}. Would other dates suit you?",
        price: "Prices start at **{price}** a night ({room}). ",
        checkIn: "Check-in is from **{checkIn}**, check-out until **{checkOut}**. Your luggage is welcome at any time.",
        way: "You find us at {address}. ",
        contact: "The reception is there for you: {contact}.", unknown: "I do not know that; the reception does: {contact}.",
        special: "I will gladly put something special together for you. Please tell me your dates and how many guests you are.",
        specialOffer: "Here is a suggestion for your stay. The hotel confirms every request; nothing is settled by this chat.",
        specialNothing: "I am sorry, there is no suitable room from {from} to {to}. Would other dates suit you?",
        notes: ["Quiet room", "Flowers on arrival", "Late breakfast"])

    private static let russian = DemoVoice(
        introduction: "Это демонстрация консьержа; для настоящих ответов нужен ключ API. ",
        greeting:
            "Здравствуйте, добро пожаловать в {hotel}! Спросите меня о номерах, ценах, завтраке или о дороге к нам. Когда вы хотите приехать?",
        thanks: "Пожалуйста! Что ещё рассказать вам об отеле {hotel}?",
        other: "Я расскажу о номерах {hotel}, ценах и свободных датах, завтраке, парковке, питомцах и дороге к нам. Что вас интересует?",
        rooms: "Вот наши номера:\n\n", roomLine: "- **{room}** – {area} м², до {guests} гостей, {price} за ночь",
        room: "**{room}**: {text} Цена {price} за ночь, до {guests} гостей.",
        chooseDates: "\n\nКакие даты вам подходят?", free: "С {from} по {to} свободны:\n\n",
        freeLine: "- **{room}** – {total} за всё время",
        nothingFree: "К сожалению, с {from} по {to} свободных номеров нет. Подойдут ли другие даты?",
        price: "Цены от **{price}** за ночь ({room}). ",
        checkIn: "Заезд с **{checkIn}**, выезд до **{checkOut}**. Багаж можно оставить в любое время.", way: "Наш адрес: {address}. ",
        contact: "Стойка регистрации к вашим услугам: {contact}.", unknown: "Этого я не знаю, но знают на стойке регистрации: {contact}.",
        special: "С радостью подберу для вас что-то особенное. Назовите, пожалуйста, даты и число гостей.",
        specialOffer: "Вот предложение для вашего отдыха. Каждый запрос подтверждает отель; этот чат ничего не оформляет.",
        specialNothing: "К сожалению, с {from} по {to} подходящего номера нет. Подойдут ли другие даты?",
        notes: ["Тихий номер", "Цветы к приезду", "Поздний завтрак"])

    private static let ukrainian = DemoVoice(
        introduction: "Це демонстрація консьєржа; для справжніх відповідей потрібен ключ API. ",
        greeting: "Вітаємо у {hotel}! Запитайте мене про номери, ціни, сніданок або про дорогу до нас. Коли ви хочете приїхати?",
        thanks: "Будь ласка! Що ще розповісти вам про {hotel}?",
        other: "Я розповім про номери {hotel}, ціни й вільні дати, сніданок, паркування, улюбленців і дорогу до нас. Що вас цікавить?",
        rooms: "Ось наші номери:\n\n", roomLine: "- **{room}** – {area} м², до {guests} гостей, {price} за ніч",
        room: "**{room}**: {text} Ціна {price} за ніч, до {guests} гостей.",
        chooseDates: "\n\nЯкі дати вам підходять?", free: "З {from} до {to} вільні:\n\n", freeLine: "- **{room}** – {total} за весь час",
        nothingFree: "На жаль, з {from} до {to} вільних номерів немає. Чи підійдуть інші дати?",
        price: "Ціни від **{price}** за ніч ({room}). ",
        checkIn: "Заїзд з **{checkIn}**, виїзд до **{checkOut}**. Багаж можна залишити будь-коли.", way: "Наша адреса: {address}. ",
        contact: "Рецепція до ваших послуг: {contact}.", unknown: "Цього я не знаю, але знають на рецепції: {contact}.",
        special: "Залюбки підберу для вас щось особливе. Назвіть, будь ласка, дати й кількість гостей.",
        specialOffer: "Ось пропозиція для вашого відпочинку. Кожен запит підтверджує готель; цей чат нічого не оформлює.",
        specialNothing: "На жаль, з {from} до {to} відповідного номера немає. Чи підійдуть інші дати?",
        notes: ["Тихий номер", "Квіти до приїзду", "Пізній сніданок"])
}
