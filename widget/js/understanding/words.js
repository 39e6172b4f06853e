// The words that a guest's message is understood by (widget-spec §3.5): English here; `slavic.js` teaches more.
/** @type {Record<string, string | string[]>} Patterns: `~` is the rest of a word, a blank is blanks or hyphens, `_` such or none, `%name` another entry. */
export const WORDS = {
  other: '(the|this|that|my|our|your|in|meeting) room|room (service|number|key|card)',
  rooms: 'rooms?|suites?|apartments?',
  asking: 'show|see|what|which|any|have|is there|are there|available|book|need|want|like|looking|price~',
  calling: 'phone|call',
  hotel: 'parking|breakfast|lunch|dinner|restaurant|wi_fi|internet|pool|spa|sauna|gym|transfer|shuttle|taxi|airport|address|(other|another|all) rooms?|(when|time|early|late) .{0,20}check_(in|out)|check_(in|out) times?',
  many: '\\d+|two|three|six|several',
  complex: 'group of \\d+|(group|corporate) (booking|event|retreat|stay)|team building \\p{L}+|(our|on|for) honeymoon|honeymoon (trip|stay)|wedding (party|guests|reception)|(celebrate|organi[sz]e|hold) (\\p{L}+ ){0,2}(wedding|birthday|anniversary|conference|event)|stay~ for (%many|a) months?|long term stay|%many rooms for',
  numbers: 'one two three four five six seven eight nine ten'.split(' '),
  months: 'jan(uary)? feb(ruary)? mar(ch)? apr(il)? may june? july? aug(ust)? sept?(ember)? oct(ober)? nov(ember)? dec(ember)?'.split(' '),
  ahead: ['today', 'tomorrow', 'day after tomorrow'],
  nights: 'nights?',
  money: '[$€£₴%]|eur|usd|uah',
  nth: 'st|nd|rd|th',
  to: 'to|and|until|till',
  leaving: 'check.?out|leav\\p{L}+|depart\\p{L}+',
  // What may be written with a capital and is no name.
  noName: 'i|hello|hi|good|dear|thank~|yes|no|ok|please|when|where|who|why|how|can|do|is|\\p{L}+day|check|double|single|family|hotel|special',
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
  dietary: 'vegan|vegetarian|gluten|lactose|halal|kosher|diet~',
  allergy: 'allerg~|hypoallergenic',
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

/** Adds another language's words. */
export function learn(/** @type {Record<string, string | string[]>} */ words, /** @type {Record<string, string>} */ wishes) {
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
export const words = (/** @type {string} */ source) => (made[source] ??= new RegExp(`(?<![\\p{L}\\d])(?:${filled(source).replace(/~/g, '\\p{L}*').replace(/ /g, '[\\s-]+').replace(/_/g, '[\\s-]*')})(?![\\p{L}\\d])`, 'giu'));

/** Only groups with a name capture. */
export const pattern = (/** @type {string} */ source) => (made[source] ??= new RegExp(filled(source).replace(/\((?!\?)/g, '(?:'), 'giu'));

/** `message`: cut at the most that can be sent */
export const clean = (/** @type {unknown} */ message) => String(message ?? '').slice(0, 4000).normalize('NFC');

/** Letter for letter the same, with one spelling of ё and of apostrophes. */
export const fold = (/** @type {string} */ text) => text.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ]/g, "'");

/** @type {(text: string, source: string) => boolean} */
export const has = (text, source) => text.search(words(source)) >= 0;

/** What a number's digits or word mean; anything else is 0. */
export const numberOf = (/** @type {string} */ text) => Number(text) || /** @type {string[]} */ (WORDS.numbers).findIndex((names) => names.split('|').includes(text.toLowerCase())) + 1;
