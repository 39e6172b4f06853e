@testable import Chat
@testable import DemoModel

extension DemoPhrasings {
    static let talk = [way, contact, thanks, greeting, other]

    private static let way = DemoPhrasings(
        .way,
        en: """
            Where are you?
            How do I get to you from the airport
            What's your address?
            How far is the beach
            Is there a shuttle from the station?
            How much is a taxi from the airport to the hotel
            Can you pick us up from the airport?
            Is the hotel close to the city centre
            Where exactly is the hotel located?
            How long does it take to walk to the sea
            Could you send me directions by bus?
            Can I see you on the map
            """,
        ru: """
            Где вы находитесь?
            Как добраться до вас из аэропорта
            Какой у вас адрес?
            Далеко ли до пляжа
            Есть ли трансфер с вокзала?
            Сколько стоит такси из аэропорта до отеля
            Сможете встретить нас в аэропорту?
            Как к вам добраться?
            Далеко ли отель от центра
            Где расположен отель?
            Сколько идти до моря пешком
            Можно посмотреть вас на карте?
            """,
        uk: """
            Де ви знаходитеся?
            Як дістатися до вас з аеропорту
            Яка у вас адреса?
            Чи далеко до пляжу
            Чи є трансфер з вокзалу?
            Скільки коштує таксі з аеропорту до готелю
            Чи зможете зустріти нас в аеропорту?
            Як до вас дістатися?
            Чи далеко готель від центру
            Де розташований готель?
            Скільки йти до моря пішки
            Чи можна подивитися вас на мапі?
            """)

    private static let contact = DemoPhrasings(
        .contact,
        en: """
            What's your phone number?
            Can I talk to a human
            How can I contact you?
            Please give me your email
            I want to speak to the manager
            Is there someone at the reception I can call?
            Do you have WhatsApp
            Connect me to a real person please
            What is the e-mail of the reception?
            Can somebody call me back
            I'd rather talk to your staff
            """,
        ru: """
            Какой у вас телефон?
            Можно поговорить с человеком
            Как с вами связаться?
            Дайте ваш имейл, пожалуйста
            Хочу поговорить с администратором
            Куда можно позвонить?
            Есть ли у вас ватсап
            Соедините меня с живым оператором
            Какая электронная почта у ресепшн?
            Перезвоните мне, пожалуйста
            Дайте контакты отеля
            """,
        uk: """
            Який у вас телефон?
            Чи можна поговорити з людиною
            Як з вами зв'язатися?
            Дайте вашу електронну адресу, будь ласка
            Хочу поговорити з адміністратором
            Куди можна зателефонувати?
            Чи є у вас вотсап
            З’єднайте мене з живим оператором
            Яка пошта у рецепції?
            Передзвоніть мені, будь ласка
            Дайте контакти готелю
            """)

    private static let thanks = DemoPhrasings(
        .thanks,
        en: """
            Thank you!
            thanks a lot
            Great, thanks for your help
            Perfect
            ok
            That's wonderful, many thanks
            Thank you, goodbye
            Bye
            okay, see you soon
            Thx
            Cheers, that was very helpful
            """,
        ru: """
            Спасибо!
            Большое спасибо
            Спасибо за помощь
            Отлично
            ок
            Благодарю, вы очень помогли
            Спасибо, до свидания
            Пока
            хорошо, до встречи
            Понятно, спасибо
            Супер, всё ясно
            """,
        uk: """
            Дякую!
            Дуже дякую
            Дякую за допомогу
            Чудово
            гаразд
            Щиро дякую, ви дуже допомогли
            Дякуємо, до побачення
            Бувайте
            добре, до зустрічі
            Зрозуміло, дякую
            Супер, усе ясно
            """)

    private static let greeting = DemoPhrasings(
        .greeting,
        en: """
            Hello
            Hi there!
            hey
            Good morning
            Good evening, I have a question
            Hello, can you help me?
            Hi, is anybody there
            Good afternoon!
            Greetings from Norway
            Hello Aurora
            Good day
            """,
        ru: """
            Привет
            Здравствуйте!
            Добрый день
            Доброе утро
            Добрый вечер, у меня вопрос
            Здравствуйте, можете помочь?
            Привет, тут кто-нибудь есть
            Приветствую!
            Доброго времени суток
            Здравствуй, Аврора
            Доброй ночи
            """,
        uk: """
            Привіт
            Вітаю!
            Добрий день
            Доброго ранку
            Добрий вечір, маю запитання
            Доброго дня, чи можете допомогти?
            Привіт, тут хтось є
            Вітання!
            Доброго вечора
            Здрастуйте
            Добридень
            """)

    /// What is about something else, with words that hold a stem or look like one.
    private static let other = DemoPhrasings(
        .other,
        en: """
            I read about you in a magazine search
            My scarf is in the wardrobe
            What is the capital of France?
            I study data science
            Please carry on
            That was a kidney bean
            Do you like chess
            I feel free to disagree
            qwertz
            The report was hidden in the carpet
            Category theory is difficult
            Who won the match yesterday?
            """,
        ru: """
            Который час?
            Расскажите подробные детали
            Какая погода завтра
            Я изучаю историю искусства
            На курорте хороший климат
            Вы любите шахматы?
            Мне нравится эта картина
            Эта палитра красивая
            Он авторитет в науке
            Кто выиграл вчера матч
            Я купил курицу и картофель
            """,
        uk: """
            Котра година?
            Розкажіть докладні деталі
            Яка погода завтра
            Я вивчаю історію мистецтва
            На курорті гарний клімат
            Ви любите шахи?
            Мені подобається ця картина
            Ця палітра гарна
            Він авторитет у науці
            Хто виграв учора матч
            Я купив курку і картоплю
            """)
}
