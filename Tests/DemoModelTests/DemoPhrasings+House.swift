@testable import Chat
@testable import DemoModel

extension DemoPhrasings {
    static let house = [breakfast, parking, wifi, pets, smoking, children]

    private static let breakfast = DemoPhrasings(
        .breakfast,
        en: """
            Is breakfast included?
            What time is breakfast
            when do you serve breakfast on Sundays?
            Do you have vegan food?
            Can I get a gluten-free breakfast?
            Is there a restaurant in the hotel?
            Where can we have dinner?
            What's for breakfast
            How much is breakfast if it isn't included in the room price?
            Could we get a breakfast box, we leave very early
            Do you offer half board or full board
            I'd like to know whether the rate with breakfast is more expensive
            """,
        ru: """
            Завтрак включён в стоимость?
            Во сколько завтрак
            А что у вас на завтрак?
            Есть ли у вас ресторан?
            Где можно поужинать
            Сколько стоит завтрак
            Можно ли заказать веганское меню?
            У вас шведский стол?
            Скажите, пожалуйста, входит ли завтрак в цену номера
            До которого часа можно позавтракать?
            Есть ли блюда без глютена
            Питание у вас какое?
            """,
        uk: """
            Сніданок входить у вартість?
            О котрій сніданок
            Що у вас на сніданок?
            Чи є у вас ресторан?
            Де можна повечеряти
            Скільки коштує сніданок
            Чи є веганське меню?
            У вас шведський стіл?
            Скажіть, будь ласка, чи входять сніданки в ціну номера
            До котрої можна поснідати?
            Чи є страви без глютену
            Яке у вас харчування?
            """)

    private static let parking = DemoPhrasings(
        .parking,
        en: """
            Is there parking?
            Do you have a car park
            Where can I park?
            How much does parking cost per night
            we're coming by car, is there somewhere to leave it?
            Can I charge my electric car at the hotel?
            Is the parking free
            Do I need to reserve a parking space in advance?
            Is there a garage nearby
            Is it possible to park a van in front of the hotel?
            We have two cars, do you have enough spaces
            EV charging available?
            """,
        ru: """
            Есть ли парковка?
            Где можно припарковаться
            Сколько стоит парковка за ночь?
            Мы приедем на машине, есть куда её поставить?
            Парковка бесплатная
            Нужно ли бронировать место на парковке заранее?
            Есть зарядка для электромобиля?
            Можно оставить автомобиль у отеля
            Охраняемая ли у вас стоянка?
            У нас две машины, хватит ли места
            Есть ли гараж поблизости?
            Паркинг у вас свой?
            """,
        uk: """
            Чи є парковка?
            Де можна припаркуватися
            Скільки коштує паркування за ніч?
            Ми приїдемо машиною, є де її поставити?
            Паркінг безкоштовний
            Чи треба бронювати місце на парковці заздалегідь?
            Чи є зарядка для електромобіля?
            Чи можна залишити автомобіль біля готелю
            Стоянка у вас під охороною?
            У нас два авто, чи вистачить місця
            Чи є поруч гараж?
            А з паркуванням як?
            """)

    private static let wifi = DemoPhrasings(
        .wifi,
        en: """
            Do you have wifi?
            Is wi-fi free
            How fast is the internet
            What's the WiFi password?
            I work remotely, is the internet connection stable?
            Is there Wi-Fi in the rooms or only at reception
            Do I have to pay for wireless?
            does the wi fi reach the garden
            Is the WLAN good enough for video calls?
            Can I get online in my room?
            Is there broadband
            """,
        ru: """
            Есть ли вайфай?
            Wi-Fi бесплатный
            Какая скорость интернета
            Какой пароль от вай-фая?
            Я работаю удалённо, стабильный ли у вас интернет?
            Вай-фай есть в номерах или только в холле
            Нужно ли платить за интернет?
            Ловит ли wifi в саду
            Хватит ли интернета для видеозвонков?
            Подскажите пароль, пожалуйста
            Есть ли в номере беспроводная сеть?
            """,
        uk: """
            Чи є вайфай?
            Wi-Fi безкоштовний?
            Яка швидкість інтернету
            Який пароль від вай-фаю?
            Я працюю віддалено, чи стабільний у вас інтернет?
            Вай-фай є в номерах чи тільки в холі
            Чи треба платити за інтернет?
            Чи ловить wifi у саду
            Чи вистачить інтернету для відеодзвінків?
            Підкажіть пароль, будь ласка
            Чи є в номері бездротова мережа?
            """)

    private static let pets = DemoPhrasings(
        .pets,
        en: """
            Can I bring my dog?
            Are pets allowed
            Do you accept cats?
            How much do you charge for a dog per night
            we travel with a small puppy, is that ok?
            Is the hotel pet-friendly?
            Which rooms are suitable for a guest with a cat
            Are animals welcome in the rooms?
            Is there an extra fee for pets
            My kitten weighs 3 kg, may it stay with us?
            Are there any restrictions for large dogs
            """,
        ru: """
            Можно с собакой?
            Вы принимаете с животными
            Можно приехать с кошкой?
            Сколько стоит проживание с собакой
            Мы путешествуем с маленьким щенком, это возможно?
            У нас кот, пустите?
            Какие номера подходят для гостей с питомцами
            Есть ли доплата за домашних животных?
            А с котиком можно
            Можно ли взять с собой котёнка?
            Есть ли ограничения по весу собаки
            """,
        uk: """
            Чи можна з собакою?
            Ви приймаєте з тваринами
            Можна приїхати з кішкою?
            Скільки коштує проживання з собакою
            Ми подорожуємо з маленьким цуценям, це можливо?
            У нас кіт, пустите?
            Які номери підходять для гостей з улюбленцями
            Чи є доплата за домашніх тварин?
            А з котиком можна
            Чи можна взяти із собою кошеня?
            Чи є обмеження за вагою пса
            """)

    private static let smoking = DemoPhrasings(
        .smoking,
        en: """
            Can I smoke in the room?
            Is smoking allowed
            Where can I smoke?
            Do you have smoking rooms
            Is the hotel non-smoking?
            My husband smokes, is there a place for that
            Can we smoke on the balcony?
            Is there a fine for smoking
            Are e-cigarettes allowed?
            Is vaping ok in the garden?
            I need a smoke-free room
            """,
        ru: """
            Можно ли курить в номере?
            Есть номера для курящих
            Где можно покурить?
            Отель для некурящих?
            Муж курит, есть ли место для этого
            Можно курить на балконе?
            Какой штраф за курение
            Электронные сигареты разрешены?
            Я курю, это проблема
            Есть ли курилка?
            Можно ли закурить кальян
            """,
        uk: """
            Чи можна палити в номері?
            Є номери для курців
            Де можна покурити?
            Готель для некурців?
            Чоловік палить, чи є місце для цього
            Чи можна курити на балконі?
            Який штраф за паління
            Електронні сигарети дозволені?
            Я палю, це проблема
            Чи є місце для куріння?
            Чи дозволено кальян
            """)

    private static let children = DemoPhrasings(
        .children,
        en: """
            Are children welcome?
            Do you have a cot
            Do kids stay free?
            We are travelling with a baby, can you give us a crib?
            How much does a child of five cost
            Is the hotel suitable for toddlers?
            Is there a high chair in the dining room
            We have two kids, 4 and 9, which room suits us?
            From what age do children pay full price
            Can my son sleep in our bed?
            Is there a playground or anything for children
            """,
        ru: """
            Можно с детьми?
            Есть ли детская кроватка
            Дети живут бесплатно?
            Мы едем с малышом, можно поставить кроватку?
            Сколько стоит проживание ребёнка пяти лет
            Подойдёт ли отель для семьи с грудничком?
            Есть ли детский стульчик
            У нас двое детей, какой номер нам подойдёт?
            С какого возраста ребенок платит полностью
            Может ли дочка спать с нами?
            Есть ли игровая площадка для детей
            """,
        uk: """
            Чи можна з дітьми?
            Чи є дитяче ліжечко
            Діти живуть безкоштовно?
            Ми їдемо з малюком, можна поставити ліжечко?
            Скільки коштує проживання дитини п'яти років
            Чи підійде готель для родини з немовлям?
            Чи є дитячий стільчик
            У нас двоє дітей, який номер нам підійде?
            З якого віку дитина платить повністю
            Чи може донька спати з нами?
            Чи є ігровий майданчик для дітей
            """)
}
