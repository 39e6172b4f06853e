extension DemoVoice {
    static let english = DemoVoice(
        introduction: "This is a demonstration of the concierge; real answers need an API key. ",
        greeting: [
            "Hello, and welcome to {hotel}! Ask me about rooms, prices, breakfast or how to get here. When would you like to come?",
            "Welcome to {hotel}! I can show you the rooms, look for free dates and tell you about the house. What can I do for you?",
        ],
        thanks: [
            "You are very welcome. Is there anything else I can tell you about {hotel}?",
            "You are very welcome, it was a pleasure. I am here whenever another question comes up.",
        ],
        other: [
            "I am not the right one for that; {reception} may know. I can tell you about the rooms of {hotel}, prices and free dates, breakfast, parking, pets and the way here.",
            "That is more than I know; {reception} may help. Ask me about rooms, prices, free dates, breakfast, parking, pets or the way to {hotel}.",
        ],
        topics: [
            .breakfast: "Breakfast", .parking: "Parking", .wifi: "Wi-Fi", .pets: "Pets", .smoking: "Smoking", .children: "Children",
            .cancellation: "Cancellation", .payment: "Payment", .checkIn: "Arrival and departure", .way: "Getting here",
        ],
        closing: ["Is there anything else you would like to know?", "What else may I tell you?", "Just ask if you need anything else."],
        unknown: ["I have no details on that; {reception} will gladly tell you.", "I do not know that, but {reception} does."],
        checkIn: [
            "Check-in is from **{checkIn}**, check-out until **{checkOut}**. If you need more time, please ask: {reception} will see what is possible.",
            "Your room is ready from **{checkIn}**; on the last day it is yours until **{checkOut}**. For other times, {reception} can help.",
        ],
        way: [
            "You find us at **{address}**. For directions or a transfer, {reception} is happy to help.",
            "Our address is **{address}**. If you would like to be picked up, {reception} can tell you more.",
        ],
        contact: ["You reach the reception at {contact}.", "The reception is there for you: {contact}."],
        rooms: ["These are our rooms:", "Here is where you could stay:", "We have the following rooms:"],
        price: [
            "Prices start at **{price}** a night ({room}).",
            "A night costs from **{price}** ({room}), depending on the room and the season.",
        ],
        askDates: [
            "Which dates do you have in mind?", "When would you like to come?", "Tell me your dates, and I will see what we have.",
        ],
        askDeparture: [
            "You would arrive on {date}. Until when would you like to stay?", "Arriving on {date}, how many nights would you stay?",
        ],
        lookUp: ["I will gladly look for free rooms.", "Of course, let us find a room."],
        roomLine: "- **{room}** – {details}", perNight: "{price} a night",
        room: ["**{room}** – {details}. {text}", "The **{room}**: {details}. {text}"],
        roomFree: [
            "Yes, **{room}** is free from {from} to {to}: {total} for {nights}.",
            "From {from} to {to}, **{room}** is free: {total} for {nights}.",
        ],
        roomTaken: ["I am sorry, **{room}** is not free from {from} to {to}.", "From {from} to {to}, **{room}** is taken, I am afraid."],
        free: ["From {from} to {to} ({nights}) these rooms are free:", "For {nights}, from {from} to {to}, you can choose from:"],
        choose: ["Which one do you like? The hotel confirms every request.", "Shall I tell you more about one of them?"],
        nothingFree: [
            "I am sorry, no room is free from {from} to {to}. Would other dates suit you?",
            "From {from} to {to} everything is taken, I am afraid. Could you come a little earlier or later?",
        ],
        stayLength: ["The shortest stay at {hotel} is {min}, the longest {max}. Would other dates suit you?"],
        freeLine: "- **{room}** – {details}, {total} for the whole stay", confirms: "The hotel confirms every request.",
        special: [
            "I will gladly put something special together for you. On which dates would you come, and how many guests are you?",
            "With pleasure. Please tell me when you would like to come and how many of you there are.",
        ],
        specialDates: [
            "I will gladly put something special together for {guests}. On which dates would you come?",
            "With pleasure. When would you like to come, and until when?",
        ],
        specialDeparture: ["You would arrive on {date}. Until when would you like to stay?"],
        specialWishes: [
            "From {from} to {to}, then. What would make the stay special for you: a quiet room, a view, an occasion to celebrate?",
            "I have your dates, from {from} to {to}. Which wishes should I think of?",
        ],
        specialOffer: [
            "Here is a suggestion for {guests}, from {from} to {to}. The hotel confirms every request; nothing is settled by this chat.",
            "This is what I would suggest for {guests} from {from} to {to}. Nothing is settled yet: the hotel confirms every request itself.",
        ],
        specialNothing: [
            "I am sorry, there is no suitable room for {guests} from {from} to {to}. Would other dates suit you?",
            "From {from} to {to} I find no suitable room for {guests}. Could you come a little earlier or later?",
        ],
        assumedGuests: "I have reckoned with {guests}; tell me if there are more or fewer of you.",
        note: "Your wishes go to the hotel with the request",
        reception: "the reception", upTo: "for up to {guests} guests", forOne: "for 1 guest", nights: ["night", "nights"],
        guests: ["guest", "guests"])
}
