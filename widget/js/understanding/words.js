// The words that a guest's message is understood by (docs/widget.md §3.5): English here; `slavic.js` teaches more.

/**
 * Patterns: `~` is the rest of a word, a blank is blanks or hyphens, `_` such or none, `%name` another entry.
 * @type {Record<string, string | string[]>}
 */
export const WORDS = {
  other: '(the|this|that|my|our|your|in|meeting) room|room (service|number|key|card)',
  rooms: 'rooms?|suites?|apartments?',
  asking: 'show|see|what|which|any|have|is there|are there|available|book|need|want|like|looking|price~',
  calling: 'phone|call',
  // What says that a number is one to call, and that it is none.
  phones: '%calling|mobile~|cell|tel|whats_app|viber|telegram|sms',
  documents: 'cards?|amex|visa|master_card|passports?|iban|account|confirmation|reference|ref|pin|ssn|licen[cs]e|id|'
    + 'insurance|(booking|reservation|order|ticket|flight|invoice|member(ship)?|loyalty|tax|policy) '
    + '(number|no|code|id|is)',
  hotel: 'parking|breakfast|lunch|dinner|restaurant|wi_fi|internet|pool|spa|sauna|gym|transfer|shuttle|taxi|airport|'
    + 'address|(other|another|all) rooms?|(when|time|early|late) .{0,20}check_(in|out)|check_(in|out) times?',
  many: '\\d+|two|three|six|several',
  complex: 'group of \\d+|(group|corporate) (booking|event|retreat|stay)|team building \\p{L}+|(our|on|for) honeymoon|'
    + 'honeymoon (trip|stay)|wedding (party|guests|reception)|'
    + '(celebrate|organi[sz]e|hold) (\\p{L}+ ){0,2}(wedding|birthday|anniversary|conference|event)|'
    + 'stay~ for (%many|a) months?|long term stay|%many rooms for',
  numbers: 'one two three four five six seven eight nine ten'.split(' '),
  months: ('jan(uary)? feb(ruary)? mar(ch)? apr(il)? may june? july? aug(ust)? sept?(ember)? oct(ober)? nov(ember)? '
    + 'dec(ember)?').split(' '),
  ahead: ['today', 'tomorrow', 'day after tomorrow'],
  nights: 'nights?',
  money: '[$€£₴%]|eur|usd|uah',
  nth: 'st|nd|rd|th',
  to: 'to|and|until|till',
  leaving: 'check.?out|leav\\p{L}+|depart\\p{L}+',
  // What may be written with a capital and is no name.
  noName: 'i|hello|hi|good|dear|thank~|yes|no|ok|please|when|where|who|why|how|can|do|is|\\p{L}+day|check|double|'
    + 'single|family|hotel|special',
  // What may follow "I am" and is no name either: peoples, faiths, states. Some are names as well: then the guest is
  // asked.
  kinds: '(?!(br|jul|adr|viv|lill?|fab|dam|gill|mar|dor|flor|kill|sebast)ian)\\p{L}{2,}ian|'
    + '\\p{L}{2,}(ish|ese)(?<!hamish|manish|ashish|harish|satish|therese)|\\p{L}{3,}ing|'
    + 'american|german|mexican|cuban|african|moroccan|kenyan|korean|european|chilean|french|dutch|greek|turk|czech|'
    + 'swiss|thai|arab|swede|welsh|israeli|iraqi|saudi|pakistani|afghan|filipin[oa]|slovak|serb|croat|kazakh|uzbek|'
    + 'muslim|hindu|sikh|buddhist|catholic|orthodox|protestant|atheist|celiac|coeliac|diabetic|pregnant|deaf|blind|'
    + 'interested|married|retired|sorry|sure|afraid|glad|happy|ready|back|here|fine|new|not|very|just|so|'
    + 'also|still|now|from|in|at|on|with|an?|the|of|to',
  said: "my name is|i'm|i am",
  small: 'small',
  people: 'guests?|people|persons?|of us',
  adults: 'adults?',
  children: 'child|children|kids?',
  babies: 'baby|babies|infants?',
  together: 'for (two|three|four)(?! (night|day|week|month|room|hour))',
  oneChild: '(and|with) (an? )?(child|baby|kid|infant)',
};

/** @type {Record<string, string>} Words by the kind of wish that they show. */
export const WISHES = {
  room_location: 'quiet~ (room|side)|(away|far) from the \\p{L}+|corner room',
  workspace: '(?<!front |reception )desk|work_space|place to work',
  room_service: 'room service|(breakfast|dinner|food) (in|to) (the |my |our )?room',
  children: 'child|children|kids?|baby|babies|infants?|toddlers?|cot|crib',
  romantic: 'romantic|honeymoon|anniversary',
  bathtub: 'bath_tub|tub|jacuzzi',
  dietary: '(vegan|vegetarian|(gluten|lactose)_free|halal|kosher)( (breakfast|lunch|dinner|meals?|food|menu|'
    + 'options?))?|gluten|lactose|diet~',
  allergy: '(\\p{L}+ )?allergy|allergic to \\p{L}+|allerg~|hypoallergenic( \\p{L}+)?',
  accessibility: 'wheel_chair|accessible|accessibility|disab~|step free',
  view: '(sea|ocean|city|garden|mountain|park|lake|river)_view|view (of|over) \\p{L}+|with a (\\p{L}+ )?view(?! to)',
  floor: '(high|higher|top|upper|low|lower|ground|first|\\d+(st|nd|rd|th)) floor',
  early_checkin: 'early (check_in|arrival)|check_in early|arrive early',
  late_checkout: 'late (check_out|departure)|check_out late',
  transfer: '(?<!bank )transfer|shuttle|pick (me|us) up',
  parking: 'parking|park (my|our|the|a) car',
  pet: 'pets?|(?<!hot )dogs?|cats?',
};

/** @type {Record<string, RegExp>} */
let made = {};

/**
 * Adds another language's words.
 * @param {Record<string, string | string[]>} words @param {Record<string, string>} wishes
 */
export function learn(words, wishes) {
  for (const [name, more] of Object.entries(words)) {
    const known = WORDS[name];
    WORDS[name] = Array.isArray(known) ? known.map((one, index) => `${one}|${more[index]}`) : `${known}|${more}`;
  }
  for (const [name, more] of Object.entries(wishes)) WISHES[name] += `|${more}`;
  made = {};
}

/** @type {(source: string) => string} */
const filled = (source) => source.replace(/%(\w+)/g, (_, name) => `(?:${filled([WORDS[name]].flat().join('|'))})`);

/** Finds whole words in folded text. */
export const words = (/** @type {string} */ source) => {
  const spelled = () => filled(source).replace(/~/g, '\\p{L}*').replace(/ /g, '[\\s-]+').replace(/_/g, '[\\s-]*');
  return (made[source] ??= new RegExp(`(?<![\\p{L}\\d])(?:${spelled()})(?![\\p{L}\\d])`, 'giu'));
};

/** Only groups with a name capture. */
export const pattern = (/** @type {string} */ source) =>
  (made[source] ??= new RegExp(filled(source).replace(/\((?!\?)/g, '(?:'), 'giu'));

/** `message`: cut at the most that can be sent */
export const clean = (/** @type {unknown} */ message) => String(message ?? '').slice(0, 4000).normalize('NFC');

/** The digits nought of scripts that have their own. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const UNSPACED = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}';
const GLUED = new RegExp(`(?<=[${UNSPACED}])(?=[\\d+(])|(?<=\\d)(?=[${UNSPACED}])`, 'gu');

/**
 * The text with ASCII digits and signs in place of wide ones and other scripts' digits, numbers apart from words around
 * them.
 */
export const plain = (/** @type {string} */ text) => text
  .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
  .replace(/\p{Nd}/gu, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZEROS.find((each) => code >= each && code < each + 10);
    return zero ? String(code - zero) : digit;
  })
  .replace(/(?<=\d)[\u2010-\u2012\u2212\u30fc](?=\d)/g, '-')
  .replace(GLUED, ' ')
  .replace(/\s+/g, ' ');

/** Letter for letter the same, with one spelling of ё and of apostrophes. */
export const fold = (/** @type {string} */ text) => text.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ]/g, "'");

/** @type {(text: string, source: string) => boolean} */
export const has = (text, source) => text.search(words(source)) >= 0;

/** What a number's digits or word mean; anything else is 0. */
export const numberOf = (/** @type {string} */ text) =>
  Number(text) || [...WORDS.numbers].findIndex((names) => names.split('|').includes(text.toLowerCase())) + 1;
