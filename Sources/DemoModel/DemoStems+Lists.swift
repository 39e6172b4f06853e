import Chat

extension DemoStems {
    /// Words that say by themselves what a question is about.
    static let strong = DemoStems([
        .special: """
        honeymoon*, romantic*, birthday*, anniversar*, wedding*, surprise*, celebrat*, special request*, special occasion*
        special wish*, special need*, flowers, champagne, propose, proposal, group of, groups, corporate, conference*
        event, events, allerg*, wheelchair*, long stay, long-stay, for a month, медов*, романт*, день рождения
        дня рождения, днем рождения, юбиле*, свадьб*, свадеб*, годовщин*, сюрприз*, цветы, цветами, шампанск*
        сделать предложение, праздник*, отмеча*, отметить, групп*, корпорат*, мероприяти*, конференц*, аллерг*, инвалид*
        особые пожелания, особое пожелание, особый запрос, особых пожелан*, день народження, дня народження
        днем народження, ювіле*, весілл*, весільн*, річниц*, квіти, квітами, шампанськ*, освідч*, свято, святку*, група
        групи, групу, групою, алерг*, інвалід*, особлив* побажан*, особлив* запит*
        """,
        .breakfast: """
        breakfast*, brunch*, lunch*, dinner*, supper, restaurant*, food, meal, meals, menu, eat, half board, full board
        vegan*, vegetarian*, gluten*, halal, kosher, завтрак*, позавтрак*, ресторан*, ужин*, поужин*, обед, обеда, обедом
        обеды, обедат*, пообедат*, питани*, меню, поесть, блюд*, шведск*, веган*, вегетариан*, глютен*, кафе, полупансион*
        снідан*, посніда*, вечеря, вечерю, вечерят*, повечеря*, обід, обіду, обідом, обідат*, пообідат*, харчув*, поїсти
        страв*, шведськ*, вегетаріан*, напівпансіон*
        """,
        .parking: """
        parking*, i park, we park, to park, car park, car, cars, garage*, ev, charging, van, motorbike*, парков*, припарк*
        паркинг*, машин*, авто, автомоб*, стоянк*, гараж*, электромоб*, паркув*, паркінг*, автівк*, електромоб*
        """,
        .wifi: """
        wifi, wi-fi, wi fi, internet*, wlan, wireless, broadband, get online, password, вайфай*, вай-фай*, вай-фая, вай фай
        интернет*, пароль, пароля, беспровод*, вай-фаю, інтернет*, бездрот*
        """,
        .pets: """
        pet, pets, pet-friendly, dog, dogs, cat, cats, animal, animals, puppy, puppies, kitten, kittens, собак*, собач*
        кот, кота, коту, котом, коты, котик*, котен*, кошк*, кошек, питомц*, питомец, животн*, щен*, кіт, коти, кішк*
        кошен*, цуцен*, пес, пса, псом, тварин*, улюбленц*, улюбленець
        """,
        .smoking: """
        smok*, smoke-free, non-smoking, cigar*, e-cigar*, vape*, vaping, курит*, курю, курят, курим, курящ*, некурящ*
        курен*, курилк*, покурит*, закурит*, сигарет*, кальян*, вейп*, палити, палить, палю, палять, палимо, палінн*, курц*
        некурц*, курець, курінн*, цигар*
        """,
        .children: """
        child, child's, children, children's, kid, kids, baby, babies, toddler*, infant*, cot, cots, crib, cribs, son
        daughter, high chair*, playground*, stroller*, pram, with my family, with our family, family of, дети, детей
        детьми, детям, детях, детск*, деток, детк*, ребен*, малыш*, младен*, грудничк*, коляск*, сын, сыном, дочк*, дочь
        дочер*, с семьей, всей семьей, діти, дітей, дітьми, дітям, діток, дитин*, дитяч*, малюк*, немовл*, візочк*, син
        сином, доньк*, родиною
        """,
        .cancellation: """
        cancel*, refund*, money back, non-refundable, change my, change our, change the date*, move my, move our, move the
        show up, отмен*, возврат*, невозврат*, верне*, измени* брон*, изменить даты, не приед*, перенест*, отказат*, скасу*
        поверн*, поворотн*, неповоротн*, змін* брон*, змінити дати, не приїд*, відмов*
        """,
        .payment: """
        pay, paying, payment*, prepay*, card, cards, cash, deposit*, invoice*, apple pay, google pay, оплат*, платить
        платим, заплат*, предоплат*, наличные, наличными, наличкой, картой, картами, карты, карточк*, чек, чека, рассчитат*
        депозит*, apple pay, google pay, платити, сплат*, передоплат*, готівк*, картк*, карток, розрахуватис*
        """,
        .checkIn: """
        check-in, checkin, check-out, checkout, check in, check out, arriv* late, late arriv*, arriv* early, early arriv*
        flight arriv*, midnight, at night, luggage, baggage, suitcase*, key, keys, leave the room, 24 hours, 24 7
        reception open, заезд*, заехат*, выезд*, выехат*, заселен*, заселят*, заселит*, багаж*, чемодан*, расчетн* час*
        ключ, ключи, освободит*, круглосуточно, приед* поздно, поздно приед*, ночью, заїзд*, заїхат*, виїзд*, виїхат*
        поселен*, поселят*, поселит*, валіз*, розрахунков* годин*, ключі, звільнит*, цілодобово, приїд* пізно, пізно приїд*
        вночі, уночі, опівночі
        """,
        .way: """
        where are you, where is the hotel, where exactly, location, located, airport*, station, taxi*, shuttle*, transfer*
        get to you, get to the, get there, directions, map, how far, far from, close to the, walk to, beach*, city cent*
        bus, tram, train, to the sea, from the sea, где вы, где отель, где находит*, находитесь, располож*, аэропорт*
        вокзал*, такси, трансфер*, добрат*, доехат*, далеко, центр*, до моря, пляж*, пешком, на карте, автобус*, трамва*
        де ви, де готель, знаходит*, розташ*, аеропорт*, таксі, дістат*, доїхат*, пішки, мапа, мапі, мапу
        """,
        .contact: """
        phone, phones, telephone, email, e-mail, whatsapp, viber, telegram, contact*, call, manager*, human, real person
        speak to, talk to, телефон*, имейл*, емейл*, почта, почту, почты, почтой, ватсап*, вотсап*, вайбер*, телеграм*
        контакт*, связат*, позвон*, перезвон*, администратор*, оператор*, менеджер*, с человеком, соедините, пошта, пошту
        пошти, поштою, електронн* адрес*, зв'яз*, зателефон*, подзвон*, передзвон*, адміністратор*, з людиною, з'єднай*
        """,
        .availability: """
        available, availability, vacan*, free room*, rooms free, are free, is free, anything free, something free
        still free, free from, free on, free for, free between, free in, free next, free tonight, free date*, rooms left
        room left, fully booked, sold out, свободн*, свободен, есть места, ли места, остал*, занят*, наличии, наличие
        доступн*, вільн*, є місця, залишил*, зайнят*, наявн*
        """,
        .price: """
        price*, pricing, cost, costs, rate, rates, how much, cheap*, expensive, budget, discount*, цена, цены, цену, цене
        ценой, ценам, ценах, цен, сколько стоит, сколько стоят, сколько будет, сколько выйдет, почем, стоит, стоимост*
        дешев*, дорого, недорог*, скидк*, бюджет*, тариф*, ціна, ціни, ціну, ціною, цін, цінах, скільки вийде, кошту*
        вартість, вартост*, почім, найдешев*, знижк*
        """,
        .rooms: """
        room, rooms, suite*, studio*, loft*, penthouse*, attic, apartment*, accommodation*, bed, beds, bedroom*, bathtub*
        balcon*, sea view*, book, booking*, reserve, reservation*, to stay, our stay, my stay, номер, номера, номеров
        номере, номером, номерах, номерам, комнат*, люкс*, студия, студию, студии, студией, апартамент*, пентхаус*, лофт*
        заброн*, бронь, брони, бронир*, остановит*, жилье, жилья, проживан*, кроват*, балкон*, ванна, ванной, ванну, вид на
        видом на, номери, номерів, номері, кімнат*, студі*, бронюв*, зупинит*, житло, житла, ліжк*, ліжок, ванни, ванною
        краєвид*
        """,
        .thanks: """
        thank, thanks, thx, cheers, great, perfect, wonderful, excellent, ok, okay, bye, goodbye, спасибо, благодар*
        отлично, хорошо, понятно, ясно, супер, ок, окей, пока, до свидания, до встречи, дяку*, чудово, добре, гаразд
        зрозуміло, бувай*, до побачення, до зустрічі
        """,
        .greeting: """
        hello, hi, hey, good morning, good evening, good afternoon, good day, greetings, привет*, здравствуй*, добрый
        доброе, доброго, доброй, привіт*, вітаю, вітаємо, вітання, добрий, добридень, здрастуй*
        """,
    ])

    /// Words that say it only where no other does.
    static let weak = DemoStems([
        .checkIn: "arriv*, late, early, приезд*, поздн*, приїзд*, пізн*",
        .way: "where, address, адрес*, где, де",
        .contact: "reception*, staff, ресепшн, рецепці*",
        .price: "сколько, скільки",
        .rooms: "stay, double, single, nights, ночи, ночей, ночі",
    ])
}
