// Choosing a language and writing in it (W-20, W-28, W-29).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { languageName, loadTexts, makeTranslator } from '../../widget/js/i18n/i18n.js';
import { LANGUAGES, localised, normalizeLanguage, startLanguage } from '../../widget/js/i18n/language.js';

/** @param {string} code */
const translator = async (code) => makeTranslator(await loadTexts(code), code);
/** Blanks of any kind as one plain blank; formatters use several. @param {string} text */
const plain = (text) => text.replace(/[\s\u200e\u200f\u2009]+/g, ' ').trim();

test('the languages are the twenty of the specification, and only Arabic runs from the right', () => {
  assert.equal(LANGUAGES.map(({ code }) => code).join(' '), 'en zh hi es ar fr bn pt ru id uk de ja ko it tr nl pl vi th');
  assert.deepEqual(LANGUAGES.filter(({ dir }) => dir === 'rtl').map(({ code }) => code), ['ar']);
  assert.equal(['en', 'ru', 'uk', 'fr', 'zh', 'ar'].map(languageName).join(' '), 'English Русский Українська Français 中文 العربية');
  assert.equal(new Set(LANGUAGES.map(({ code }) => languageName(code))).size, 20);
  assert.equal(new Set(LANGUAGES.map(({ open }) => open)).size, 20);
});

for (const [tag, code] of [
  ['ua', 'uk'], ['uk', 'uk'], ['pt-BR', 'pt'], ['zh-Hant-TW', 'zh'], ['EN_us', 'en'], [' de ', 'de'], ['auto', null], ['xx', null], ['', null],
  ['__proto__', null], ['constructor', null], [null, null], [undefined, null], [{}, null], [7, null], [['en'], 'en'],
])
  test(`W-29 the tag ${JSON.stringify(tag)} stands for ${code}`, () => assert.equal(normalizeLanguage(tag), code));

test('an unknown code loads English', async () => {
  assert.equal(await loadTexts('xx'), await loadTexts('en'));
  assert.notEqual(await loadTexts('ua'), await loadTexts('en'));
});

/** In the order of docs/widget.md §2.8. @param {any} wishes */
const start = ({ attribute, stored, page, navigator = [], hotelDefault, offered }) => startLanguage([attribute, stored, page, ...navigator, hotelDefault], offered);
for (const [expected, wishes] of /** @type {[string, any][]} */ ([
  ['ru', { attribute: 'ru', stored: 'de', page: 'fr', navigator: ['it'], hotelDefault: 'es' }],
  ['de', { attribute: 'auto', stored: 'de', page: 'fr', navigator: ['it'], hotelDefault: 'es' }],
  ['fr', { stored: 'nonsense', page: 'fr-CA', navigator: ['it'], hotelDefault: 'es' }],
  ['it', { page: '', navigator: ['xx', 'it-CH', 'de'], hotelDefault: 'es' }],
  ['es', { page: 'sv', navigator: [], hotelDefault: 'es' }],
  ['en', {}],
  ['uk', { attribute: 'ua', offered: ['en', 'uk'] }],
  ['en', { attribute: 'de', stored: 'fr', page: 'it', navigator: ['es'], hotelDefault: 'en', offered: ['uk', 'en'] }],
  ['uk', { hotelDefault: 'de', offered: ['uk', 'ru'] }],
  ['de', { attribute: 'de', offered: [] }],
  ['de', { attribute: 'de', offered: ['xx', null] }],
]))
  test(`the start language of ${JSON.stringify(wishes)} is ${expected}`, () => assert.equal(start(wishes), expected));

test('a localised value falls back to the hotel\'s language, then to any', () => {
  const value = { en: 'Room', uk: 'Номер' };
  assert.equal(localised(value, 'uk', 'en'), 'Номер');
  assert.equal(localised(value, 'de', 'uk'), 'Номер');
  assert.equal(localised({ uk: 'Номер', action: 'rooms' }, 'de', 'fr'), 'Номер');
  assert.equal(localised('Room', 'de'), 'Room');
  assert.equal(localised({ en: '', uk: 'Номер' }, 'en'), 'Номер');
  for (const nothing of [undefined, null, 5, [], {}, { en: 7 }, { action: 'rooms' }, { toString: 'x' }]) assert.equal(localised(nothing, 'en'), '');
});

test('placeholders are filled once, and an unknown one or an unknown key stays visible', async () => {
  const { t } = await translator('en');
  assert.equal(t('chatWith', { hotel: '{hotel} $& {name}' }), 'Chat with {hotel} $& {name}');
  assert.equal(t('chatWith'), 'Chat with {hotel}');
  assert.equal(t('chatWith', JSON.parse('{"__proto__":{"hotel":"x"}}')), 'Chat with {hotel}');
  assert.equal(t('toString'), 'toString');
});

for (const [code, key, forms] of /** @type {[string, string, {[count: number]: string}][]} */ ([
  ['en', 'nights', { 1: '1 night', 2: '2 nights', 0: '0 nights' }],
  ['ru', 'nights', { 1: '1 ночь', 2: '2 ночи', 5: '5 ночей', 11: '11 ночей', 21: '21 ночь', 1.5: '1,5 ночи' }],
  ['uk', 'guests', { 1: '1 гість', 3: '3 гості', 5: '5 гостей', 12: '12 гостей', 22: '22 гості' }],
  ['pl', 'nights', { 1: '1 noc', 2: '2 noce', 5: '5 nocy', 22: '22 noce' }],
  ['ar', 'nights', { 1: 'ليلة واحدة', 2: 'ليلتان', 5: '5 ليالٍ', 11: '11 ليلة', 100: '100 ليلة' }],
  ['ja', 'nights', { 1: '1泊', 2: '2泊' }],
]))
  test(`${code} counts ${key} as its grammar does`, async () => {
    const { t } = await translator(code);
    for (const [count, text] of Object.entries(forms)) assert.equal(t(key, { count: Number(count) }), text);
  });

for (const [code, euros, date, range, duration] of [
  ['en', '€1,234.50', 'Fri, Jan 15, 2027', 'Jan 15 – 20, 2027', '2 min, 5 sec'],
  ['de', '1.234,50 €', 'Fr., 15. Jan. 2027', '15.–20. Jan. 2027', '2 Min., 5 Sek.'],
  ['ru', '1 234,50 €', 'пт, 15 янв. 2027 г.', '15–20 янв. 2027 г.', '2 мин 5 с'],
  ['uk', '1 234,50 €', 'пт, 15 січ. 2027 р.', '15–20 січ. 2027 р.', '2 хв і 5 с'],
  ['ja', '€1,234.50', '2027年1月15日(金)', '2027/01/15～2027/01/20', '2 分 5 秒'],
  ['th', '€1,234.50', 'ศุกร์ 15 ม.ค. 2027', '15–20 ม.ค. 2027', '2 นาที 5 วิ'],
])
  test(`W-20 ${code} writes money, dates and time spans in its own way`, async () => {
    const own = await translator(code);
    assert.equal(plain(own.money(123450, 'EUR')), euros);
    assert.equal(plain(own.date('2027-01-15')), date);
    assert.equal(plain(own.dateRange('2027-01-15', '2027-01-20')), range);
    assert.equal(plain(own.duration(125)), duration);
  });

test('W-27 money has one sign, the decimals of its currency, and none where they are empty', async () => {
  const { money } = await translator('en');
  assert.equal(money(12000, 'EUR'), '€120');
  assert.equal(money(1200, 'JPY'), '¥1,200');
  assert.equal(money(1234567, 'KWD').replace(/\s/, ' '), 'KWD 1,234.567');
  assert.equal(money(0, 'EUR'), '€0');
  for (const currency of ['', 'EURO', '€', '€€€']) assert.equal(money(100, currency), '¤1');
  for (const { code } of LANGUAGES) assert.equal((await translator(code)).money(12000, 'EUR').match(/€|EUR/g)?.length, 1);
});

test('W-20 the time of day is written as the language does', async () => {
  const moment = new Date(2027, 0, 15, 15, 5);
  assert.equal(plain((await translator('en')).time(moment)), '3:05 PM');
  assert.equal((await translator('de')).time(moment), '15:05');
});

test('W-20 numbers among the parameters are in the digits of the language', async () => {
  assert.equal((await translator('bn')).t('position', { index: 2, count: 6 }), '৬টির মধ্যে ২');
  assert.equal((await translator('en')).t('unread', { count: 1234 }), 'New messages: 1,234');
});

test('a name in a right-to-left sentence keeps its own direction', async () => {
  assert.equal((await translator('ar')).t('callHotel', { phone: '+380 48' }), 'الاتصال: \u2068+380 48\u2069');
});

test('spans are rounded up and never empty', async () => {
  const { duration } = await translator('en');
  for (const [seconds, text] of /** @type {[number, string][]} */ ([[0, '1 sec'], [-5, '1 sec'], [0.2, '1 sec'], [59.5, '1 min'], [60, '1 min'], [61, '1 min, 1 sec']]))
    assert.equal(duration(seconds), text);
});

test('what is no date stays as it is', async () => {
  const { date, dateRange } = await translator('en');
  for (const text of ['', '2027-02-31', '2027-13-01', 'tomorrow', '2027-1-5', '2027-01-15T10:00']) assert.equal(date(text), text);
  assert.equal(dateRange('2027-01-20', '2027-01-15'), '2027-01-20 – 2027-01-15');
  assert.equal(dateRange('x', '2027-01-15'), 'x – 2027-01-15');
});

for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles', 'Europe/Kyiv'])
  test(`W-28 no date shifts in ${zone}`, () => {
    const script =
      "import { makeTranslator } from './widget/js/i18n/i18n.js'; const own = makeTranslator({}, 'en');" +
      "console.log([own.date('2027-01-15'), own.date('2027-03-28'), own.dateRange('2027-10-30', '2027-11-02')].join('|'))";
    const out = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      cwd: new URL('../../', import.meta.url),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
    assert.equal(plain(out), 'Fri, Jan 15, 2027|Sun, Mar 28, 2027|Oct 30 – Nov 2, 2027');
  });

test('formatters are made once and kept', async () => {
  const { money, number } = await translator('fr');
  const { NumberFormat } = Intl;
  let made = 0;
  const counting = class extends NumberFormat {
    /** @param {ConstructorParameters<typeof NumberFormat>} options */
    constructor(...options) {
      super(...options);
      made += 1;
    }
  };
  try {
    Object.assign(Intl, { NumberFormat: Object.defineProperty(counting, 'name', { value: 'NumberFormat' }) });
    for (let round = 0; round < 50; round += 1) [money(100 * round, 'EUR'), money(100 * round + 1, 'EUR'), number(round)];
  } finally {
    Object.assign(Intl, { NumberFormat });
  }
  assert.equal(made, 3);
});
