/// What the scenarios' concierge says.
enum ScenarioTexts {
    static let plain =
        "Good evening, and welcome to Hotel Aurora. Check-in is from 15:00, but your luggage is welcome at any time. Would you like me to "
        + "tell you about the rooms that look onto the garden?"

    static let markdown = """
        ### Your first evening

        We suggest **three** things, in *this* order:

        1. A walk along the **old harbour**
        2. Dinner at `Aurora` – see [the menu](https://example.com/menu)
           - fish of the day
           - a vegetarian plate
        3. A swim

        > The pool is open until 22:00.

        | Room | Price |
        | --- | --- |
        | Garden double | 120 € |
        | Sea suite | 240 € |

        ```
        Wi-Fi: Aurora
        ```

        ---
        Write to stay@example.com or look at https://example.com any time.
        """

    static let unsafe = """
        <script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"> stays text. \
        [A script](javascript:window.hacked=1), [data](data:text/html,<script>window.hacked=1</script>), \
        ![a picture](https://example.com/pixel.png), [bank.example](https://evil.example/), \
        <a href="https://evil.example">link</a> and bidi \u{202E}sdrawkcab\u{202C} text. **Half open [markup](https://example.com
        """

    static let rightToLeft =
        "مرحبًا بك في فندق أورورا! تسجيل الوصول من الساعة 15:00، ووجبة الإفطار متاحة حتى 10:30. غرفة **Garden double** بسعر 120 يورو لليلة. هل ترغب في معرفة المزيد؟"

    static let wide =
        "欢迎来到极光酒店！🌅 入住时间从下午三点开始。花园双人房每晚一百二十欧元，含早餐🥐。家庭房最多可住四位客人👨‍👩‍👧‍👦。请问您打算什么时候来？"

    /// A whole block with the text around it. The dates lie far ahead, so that the bytes never change.
    static func offer(room: String = "Sea suite", checkIn: String = "2031-05-12", checkOut: String = "2031-05-15", guests: Int = 2)
        -> String
    {
        """
        I have put together a quiet stay for you, with a late breakfast and a room that looks onto the sea.

        [OFFER_DATA]
        room_name: \(room)
        room_price: 1
        check_in: \(checkIn)
        check_out: \(checkOut)
        guests: \(guests)
        total_nights: 99
        total_price: 1
        special_notes: Late breakfast|Quiet floor|Flowers in the room
        [/OFFER_DATA]
        """
    }

    /// About `tokens` words of paragraphs and lists.
    static func long(tokens: Int) -> String {
        let sentence = "The **harbour** walk takes twenty minutes and passes a [bakery](https://example.com) with warm bread. "
        let list = "\n\n- first stop: the lighthouse\n- then the market square\n- at last the garden\n\n"
        var text = ""
        var words = 0
        while words < tokens {
            text += sentence + sentence + list
            words += 40
        }
        return text
    }
}
