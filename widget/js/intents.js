import { extractRequirements } from './requirements.js';
import { clean, fold, has, words } from './words.js';

// Not rooms on offer: a certain room, the number of something, what only has "room" in its name.
const OTHER = words(
  '(the|this|that|my|our|your|in|meeting) room|room (service|number|key|card)|номер~ (телефон|заказ|брон|рейс)~|(этот|мой|ваш|мій|цей) номер',
);
const ROOMS = words('rooms?|suites?|номер(а|ов|и|ів)?|комнат[аыу]?|кімнат[аиу]?|люкс~|апартамент~|apartments?');
const ASKING = words(
  'show|see|what|which|any|have|is there|are there|available|book|need|want|like|looking|price~|покаж~|показа~|какие|какой|есть|свободн~|' +
    'заброн~|нужен|нужн~|хочу|хотел~|хотим|цены|сколько|які|який|є|вільн~|потріб~|хочемо|ціни|скільки',
);
const PHONE = words('phone|call|телефон~|позвон~|подзвон~');

/**
 * Whether the guest wants to be shown rooms.
 * @param {unknown} message
 */
export function hasRoomIntent(message) {
  const text = fold(clean(message)).replace(OTHER, ' ');
  return has(text, ROOMS) && has(text, ASKING) && !has(text, PHONE);
}

const HOTEL = words(
  'parking|breakfast|lunch|dinner|restaurant|wi_fi|internet|pool|spa|sauna|gym|transfer|shuttle|taxi|airport|address|(other|another|all) rooms?|' +
    '(when|time|early|late) .{0,20}check_(in|out)|check_(in|out) times?|парковк~|парк[иі]нг~|завтрак~|ужин~|ресторан~|вай_фай|[иі]нтернет~|' +
    'бассейн~|спа|саун~|трансфер~|такс[иі]|аэропорт~|адрес~|добрат~|(друг|остальн|інш)~ номер~|снідан~|вечеря|басейн~|аеропорт~|дістат~|' +
    '(когда|скольк|время|коли|котр|час)~ .{0,20}(заезд|выезд|заселен|заїзд|виїзд|поселен)~',
);

/**
 * Whether a message is about the hotel rather than about the room that is being talked of.
 * @param {unknown} message
 */
export const isGeneralTopic = (message) => has(fold(clean(message)), HOTEL);

/**
 * Whether a folded text has a word of hotel talk in it, so that it is no name.
 * @param {string} text
 */
export const isHotelTalk = (text) => has(text, ROOMS) || has(text, ASKING) || has(text, HOTEL);

const MANY = '(\\d+|two|three|six|several|два|три|шесть|несколько|дві|кілька)';
const COMPLEX = words(
  `group of \\d+|(group|corporate) (booking|event|retreat|stay)|team building \\p{L}+|(our|on|for) honeymoon|honeymoon (trip|stay)|` +
    `wedding (party|guests|reception)|(celebrate|organi[sz]e|hold) (\\p{L}+ ){0,2}(wedding|birthday|anniversary|conference|event)|` +
    `stay~ for (${MANY}|a) months?|long term stay|${MANY} rooms for|групп?~ ((из|з|із) )?\\d+|групп?ов~ (брон|заезд|заїзд|заявк)~|` +
    `корпоратив~ (меропр|выезд|захід|заход|виїзд)~|медов~ (месяц|місяц)~|(длительн|тривал)~ прожив~|на ${MANY} (месяц|місяц)~|` +
    `(отметить|отпраздновать|провести|відсвяткувати) (\\p{L}+ ){0,2}(свадьб|юбиле|годовщ|конференц|день рожд|весілл|ювіле|річниц|день народж)~`,
);

/**
 * Whether a request is one for the special booking: three kinds of wishes or more in the guest's own words, or a known kind of stay.
 * @param {unknown} message
 * @param {readonly {role: string, content: string}[]} [conversationHistory]
 * @returns {{isComplex: boolean, reason?: 'multiple_requirements' | 'pattern_match', count?: number}}
 */
export function detectComplexRequest(message, conversationHistory = []) {
  const said = [message, ...conversationHistory.filter(({ role }) => role === 'user').map(({ content }) => content)];
  const count = new Set(said.flatMap((text) => extractRequirements(text)).map(({ type }) => type)).size;
  if (count > 2) return { isComplex: true, reason: 'multiple_requirements', count };
  return has(fold(clean(message)), COMPLEX) ? { isComplex: true, reason: 'pattern_match' } : { isComplex: false };
}
