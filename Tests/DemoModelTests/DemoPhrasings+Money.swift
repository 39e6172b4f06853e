@testable import Chat
@testable import DemoModel

extension DemoPhrasings {
    static let money = [price, cancellation, payment]

    private static let price = DemoPhrasings(
        .price,
        en: """
            How much is a room?
            What are your prices
            What does the Garden double cost per night?
            How much for two nights in January
            What's your cheapest room?
            Do you have any discounts for longer stays
            Is that the price per person or per room?
            can you tell me the rates for the sea suite
            What would it cost for two adults for a week?
            We are on a budget, what could you offer us
            Isn't 240 a bit expensive?
            """,
        ru: """
            Сколько стоит номер?
            Какие у вас цены
            Сколько будет стоить садовый двухместный за ночь?
            Почём люкс на две ночи в январе
            Какой у вас самый дешёвый номер?
            Есть ли скидки на длительное проживание
            Это цена за человека или за номер?
            Подскажите стоимость пентхауса
            Сколько выйдет за неделю на двоих?
            У нас ограниченный бюджет, что предложите
            А есть что-нибудь недорогое?
            """,
        uk: """
            Скільки коштує номер?
            Які у вас ціни
            Скільки коштуватиме садовий двомісний за ніч?
            Почім люкс на дві ночі в січні
            Який у вас найдешевший номер?
            Чи є знижки на тривале проживання
            Це ціна за особу чи за номер?
            Підкажіть вартість пентхауса
            Скільки вийде за тиждень на двох?
            У нас обмежений бюджет, що запропонуєте
            А є щось недороге?
            """)

    private static let cancellation = DemoPhrasings(
        .cancellation,
        en: """
            Can I cancel for free?
            What is your cancellation policy
            Until when can I cancel without a fee?
            Do I get my money back if we can't come
            Is the rate refundable?
            How do I change my booking
            What happens if I don't show up?
            Our flight was cancelled, what about the room
            Will you refund the deposit when I cancel?
            Can we move our stay to other dates later
            What if I get ill and have to cancel at the last minute?
            """,
        ru: """
            Можно ли отменить бесплатно?
            Какие условия отмены
            До какого дня можно отменить без штрафа?
            Вернёте ли деньги, если мы не сможем приехать
            Это возвратный тариф?
            Как изменить бронь
            Что будет, если я не приеду?
            Наш рейс отменили, что с номером
            Вы сделаете возврат предоплаты?
            Можно ли потом перенести даты
            А если я заболею и придётся отказаться в последний момент?
            """,
        uk: """
            Чи можна скасувати безкоштовно?
            Які умови скасування
            До якого дня можна скасувати без штрафу?
            Чи повернете гроші, якщо ми не зможемо приїхати
            Це поворотний тариф?
            Як змінити бронювання
            Що буде, якщо я не приїду?
            Наш рейс скасували, що з номером
            Ви зробите повернення передоплати?
            Чи можна потім перенести дати
            А якщо я захворію й доведеться відмовитися в останній момент?
            """)

    private static let payment = DemoPhrasings(
        .payment,
        en: """
            Can I pay by card?
            Do you take cash
            Which credit cards do you accept?
            Do I have to pay a deposit
            When do we pay for the room, now or at the hotel?
            Is Apple Pay ok
            Can I get an invoice for my company?
            Do you need prepayment for a suite
            Can I pay in dollars when I check out?
            How can I pay
            Is payment due on arrival?
            """,
        ru: """
            Можно оплатить картой?
            Вы принимаете наличные
            Какие карты принимаете?
            Нужна ли предоплата
            Когда платить за номер, сейчас или в отеле?
            Можно через Apple Pay
            Выдаёте ли чек для бухгалтерии?
            Какие способы оплаты
            Можно заплатить в долларах при выезде?
            Как можно рассчитаться
            Берёте ли вы депозит?
            """,
        uk: """
            Чи можна оплатити карткою?
            Ви приймаєте готівку
            Які картки приймаєте?
            Чи потрібна передоплата
            Коли платити за номер, зараз чи в готелі?
            Чи можна через Apple Pay
            Чи видаєте чек для бухгалтерії?
            Які способи оплати
            Чи можна заплатити в доларах під час виїзду?
            Як можна розрахуватися
            Чи берете ви депозит?
            """)
}
