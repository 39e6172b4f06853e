@testable import Chat
@testable import DemoModel

extension DemoPhrasings {
    static let stay = [special, availability, rooms, checkIn]

    private static let special = DemoPhrasings(
        .special,
        en: """
            It's our honeymoon
            We'd like something romantic for two
            It is my wife's birthday, can you help me surprise her?
            I have a special request
            We are celebrating our wedding anniversary in January
            Can you arrange flowers and champagne in the room?
            We are a group of twelve colleagues
            We are planning a corporate event with thirty people, how much would it cost?
            I'm allergic to feathers
            My mother uses a wheelchair, which room would be right for her?
            I want to propose to my girlfriend
            We would like to stay for a month, is there a long-stay offer?
            """,
        ru: """
            У нас медовый месяц
            Хотим романтические выходные
            У жены день рождения, помогите сделать сюрприз
            У меня особые пожелания
            Отмечаем годовщину свадьбы в январе
            Можно цветы и шампанское в номер?
            Нас группа из двенадцати человек
            Планируем корпоратив на тридцать человек, сколько это будет стоить?
            У меня аллергия на перья
            Мама на инвалидной коляске, какой номер ей подойдёт?
            Хочу сделать предложение девушке
            Юбилей у папы, хочется устроить праздник
            """,
        uk: """
            У нас медовий місяць
            Хочемо романтичні вихідні
            У дружини день народження, допоможіть зробити сюрприз
            У мене особливі побажання
            Святкуємо річницю весілля в січні
            Чи можна квіти й шампанське в номер?
            Нас група з дванадцяти людей
            Плануємо корпоратив на тридцять людей, скільки це коштуватиме?
            У мене алергія на пір'я
            Мама на інвалідному візку, який номер їй підійде?
            Хочу освідчитися дівчині
            Ювілей у тата, хочеться влаштувати свято
            """)

    private static let availability = DemoPhrasings(
        .availability,
        en: """
            Which rooms are free from 2027-01-15 to 2027-01-18?
            Do you have availability next weekend
            Is the Sea suite available from 10 to 12 January?
            Any rooms left for New Year's Eve?
            Do you have vacancies in March
            We'd arrive on 15 January and leave on the 18th, is anything free?
            Are you fully booked over Easter?
            Is there a free room tonight
            What is available for two people this Friday?
            Can you check availability for 3 nights from December 20
            Is the attic still free on the second weekend of February?
            """,
        ru: """
            Какие номера свободны с 15 по 18 января?
            Есть свободные номера на выходные
            Свободен ли люкс с 10 по 12 января?
            Остались ли номера на Новый год?
            Есть ли места в марте
            Приедем 15 января, уедем 18-го, есть что-нибудь свободное?
            На майские всё занято?
            Есть ли свободный номер на сегодня
            Что есть в наличии на двоих в эту пятницу?
            Проверьте наличие мест на 3 ночи с 20 декабря
            Доступна ли студия во вторые выходные февраля?
            """,
        uk: """
            Які номери вільні з 15 до 18 січня?
            Чи є вільні номери на вихідні
            Чи вільний люкс з 10 до 12 січня?
            Чи залишилися номери на Новий рік?
            Чи є місця в березні
            Приїдемо 15 січня, поїдемо 18-го, чи є щось вільне?
            На травневі все зайнято?
            Чи є вільний номер на сьогодні
            Що є в наявності на двох цієї п'ятниці?
            Перевірте наявність місць на 3 ночі з 20 грудня
            Чи доступна студія на другі вихідні лютого?
            """)

    private static let rooms = DemoPhrasings(
        .rooms,
        en: """
            What rooms do you have?
            Show rooms
            Tell me about the Garden double
            Do you have a suite with a sea view?
            I'd like to book a room
            I am looking for accommodation for two adults
            Which is your quietest room?
            Do your rooms have a bathtub
            How big is the penthouse?
            Is there a room with a double bed and a balcony
            We want to stay for three nights in January
            Can I make a reservation?
            """,
        ru: """
            Какие у вас номера?
            Показать номера
            Расскажите про садовый двухместный номер
            Есть люкс с видом на море?
            Хочу забронировать номер
            Ищем жильё на двоих взрослых
            Какой номер самый тихий?
            Есть ли в номерах ванна
            Какая площадь у пентхауса?
            Нужна комната с большой кроватью и балконом
            Хотим остановиться у вас на три ночи в январе
            Можно оформить бронь?
            """,
        uk: """
            Які у вас номери?
            Показати номери
            Розкажіть про садовий двомісний номер
            Чи є люкс із видом на море?
            Хочу забронювати номер
            Шукаємо житло на двох дорослих
            Який номер найтихіший?
            Чи є в номерах ванна
            Яка площа пентхауса?
            Потрібна кімната з великим ліжком і балконом
            Хочемо зупинитися у вас на три ночі в січні
            Чи можна оформити бронювання?
            """)

    private static let checkIn = DemoPhrasings(
        .checkIn,
        en: """
            When is check-in?
            What time do we have to check out
            Can I check in early?
            Is late checkout possible and how much does it cost?
            We land at midnight, can we still get in at night?
            Can we leave our luggage before the room is ready?
            Our flight arrives at 6 am, what can we do until the room is free
            From what time can we get the keys
            Until when do we have to leave the room
            Is the reception open 24 hours?
            We'll be arriving late, around 11 pm
            """,
        ru: """
            Во сколько заезд?
            До которого часа нужно выехать
            Можно ли заехать пораньше?
            Возможен ли поздний выезд и сколько он стоит?
            Мы прилетаем в полночь, нас заселят ночью?
            Можно оставить багаж до заселения?
            Когда расчётный час
            С какого времени можно получить ключи от номера?
            Во сколько нужно освободить номер
            Работает ли ресепшн круглосуточно?
            Мы приедем поздно, около одиннадцати вечера
            """,
        uk: """
            О котрій заїзд?
            До котрої треба виїхати
            Чи можна заїхати раніше?
            Чи можливий пізній виїзд і скільки він коштує?
            Ми прилітаємо опівночі, чи поселять нас уночі?
            Чи можна залишити багаж до поселення?
            Коли розрахункова година
            З котрої години можна отримати ключі від номера?
            О котрій треба звільнити номер
            Чи працює рецепція цілодобово?
            Ми приїдемо пізно, близько одинадцятої вечора
            """)
}
