// What a guest's message says for a booking (docs/widget.md §3.5; W-24, W-25, W-28 and the traps W-E01 to W-E12). Today is 22 November
// 2026.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { extractBookingData } from '../../widget/js/openai.js';
import { dayOf } from '../../widget/js/understanding/dates.js';

const today = '2026-11-22';
const nothing = { fullName: null, phone: null, checkIn: null, checkOut: null, email: null, guests: null };
/** @param {unknown} message */
const read = (message) => extractBookingData(message, { today });

/**
 * @param {string} id
 * @param {string} message
 * @param {Partial<{[key in keyof typeof nothing]: string | number}>} found
 */
const says = (id, message, found) =>
  test(`${id} "${message.slice(0, 70)}"`, () => assert.deepEqual(read(message), { ...nothing, ...found }));

says('W-E01', 'я хочу забронировать номер', {});
says('W-E02', 'с 15 января по 20 января', { checkIn: '2027-01-15', checkOut: '2027-01-20' });
says('W-E03', '2027-01-15', { checkIn: '2027-01-15' });
says('W-E04', '31.02.2027', {});
says('W-E05', '27/12 - 03/01', { checkIn: '2026-12-27', checkOut: '2027-01-03' });
says('W-E06', 'на 15 января на 2 ночи', { checkIn: '2027-01-15', checkOut: '2027-01-17' });
says('W-E07', 'from December 30 to January 2, 2 adults and 1 child', { checkIn: '2026-12-30', checkOut: '2027-01-02', guests: 3 });
says('W-E08', 'Мене звати Іванна Їжакевич, +380 50 123-45-67', { fullName: 'Іванна Їжакевич', phone: '+380501234567' });
says('W-E09', 'my card is 4111 1111 1111 1111', {});
says('W-E10', "I'm looking for a room", {});
says('W-E11', 'Добрый День', {});
says('W-E12', '10.01.2020', {});

for (const message of [
  '15.01', '15.01.2027', '15/01/27', '15-01-2027', '15/01', '15 January', 'January 15', 'January 15th, 2027', 'on the 15th of January', '15 jan', '15 Jan. 2027',
  '15 января', '15 янв', '15-го января', '15 января 2027', '15 січня', '15 СІЧНЯ 2027', 'Jan 15', 'заезд 15.01.', '(15.01)', '15 января и 15 января',
])
  says('date', message, { checkIn: '2027-01-15' });
says('date', '12/27/2027', { checkIn: '2027-12-27' });
says('date', '27.12', { checkIn: '2026-12-27' });
says('date', '22.11', { checkIn: '2026-11-22' });
says('date', '29.02', { checkIn: '2028-02-29' });
says('date', '22.11.2026', { checkIn: '2026-11-22' });
for (const message of ['today', 'сегодня', 'Сьогодні приїду']) says('date', message, { checkIn: '2026-11-22' });
for (const message of ['tomorrow', 'завтра!']) says('date', message, { checkIn: '2026-11-23' });
for (const message of ['the day after tomorrow', 'послезавтра', 'післязавтра']) says('date', message, { checkIn: '2026-11-24' });
for (const [month, names] of Object.entries({
  '01': 'january января січня', '02': 'feb февраля лютого', '03': 'march марта березня', '04': 'april апреля квітня', '05': 'may мая травня',
  '06': 'june июня червня', '07': 'jul июля липня', '08': 'august августа серпня', '09': 'sept сентября вересня', 10: 'october октября жовтня',
  11: 'nov ноября листопада', 12: 'december декабря грудня',
}))
  for (const name of names.split(' ')) says('month', `10 ${name} 2028`, { checkIn: `2028-${month}-10` });

for (const message of [
  '15–20 January', '15-20 января', 'from 15 to 20 January', 'between 15 and 20 January', 'с 15 по 20 января', 'з 15 по 20 січня', '15.01 - 20.01', '15.01-20.01',
  '15-20.01.2027', '15.01 – 20.01.2027', '15.01.2027-20.01.2027', '2027-01-15 — 2027-01-20', 'January 15-20', 'January 15-20, 2027', '15 января до 20 января',
  'arrive on 15 January and leave on 20 January', 'выезд 20 января, заезд 15 января', '15 January for 5 nights', '15 января на 5 ночей', '15 січня на п’ять ночей',
  'for five nights from 15.01', '2027-01-15, 5-night stay', 'с 15.01 по 20.01, не на 3 ночи', '15 января по 20 января 2027',
])
  says('range', message, { checkIn: '2027-01-15', checkOut: '2027-01-20' });
says('range', '27.12 - 03.01.2027', { checkIn: '2026-12-27', checkOut: '2027-01-03' });
says('range', '15 December - 20 December 2027', { checkIn: '2027-12-15', checkOut: '2027-12-20' });
says('range', '27.12.2026 - 03.01', { checkIn: '2026-12-27', checkOut: '2027-01-03' });
says('range', '20.01.2027 - 15.01.2027', { checkIn: '2027-01-20' });
says('range', '15.01.2027 - 15.01.2027', { checkIn: '2027-01-15' });
says('range', '31.02.2027 - 05.03.2027', {});
says('W-25', 'выезд 20 января', { checkOut: '2027-01-20' });
says('W-25', 'родился 10.01.1990, заезд 15.01.2027', { checkIn: '2027-01-15' });

for (const message of [
  '32.01.2027', '15.13.2027', '00.01.2027', '2027-02-29', '2027-13-01', '21.11.2026', 'A15.01', '15.01b', 'v1.15.01', 'version 15.01', '$15.01', '15.01 EUR', '15.01€',
  '15,01 грн', '24/7', '4.5', '1/2', 'build 2.15.01.27', 'room 15', '15:01', '3 ночи', 'may I 5', 'which 3 mayors', '2 марсианина', '5 separate beds', '12.2027',
])
  says('no date', message, {});
says('no date', '+380 50 15.01.2027', { checkIn: '2027-01-15' });

for (const [message, fullName] of [
  ['my name is John Smith', 'John Smith'], ['My name is Anna', 'Anna'], ["I'm Mary-Jane O'Neil from Cork", "Mary-Jane O'Neil"], ['I’m Anna', 'Anna'],
  ['Меня зовут Алёна', 'Алёна'], ['моё имя Пётр Ильич Чайковский', 'Пётр Ильич Чайковский'], ['на имя Иван Петров, 2 гостя', 'Иван Петров'],
  ['Моє ім’я Соломія', 'Соломія'], ['на ім\'я Ґудзь', 'Ґудзь'], ['Anna Smith', 'Anna Smith'], ['Іван Петрович Їжак.', 'Іван Петрович Їжак'],
  ['My name is April', 'April'], ['My name is Anna I need a room', 'Anna'], ['Меня зовут Анна Я хочу номер', 'Анна'],
])
  test(`name "${message}"`, () => assert.equal(read(message).fullName, fullName));
for (const message of [
  'my name is secret', "I'm Looking For A Room", 'Anna', 'Anna Maria Bella Clara', 'anna smith', 'Good Morning', 'Sea Suite', 'Добрий День', 'Январь Февраль', 'Friday Monday',
  'Какие Номера', 'ПОКАЖИТЕ НОМЕРА', 'HELP ME', 'Where Is', 'Thank You', 'Дуже Дякую', 'My Room 5', "I'm Please",
])
  says('no name', message, {});

for (const [message, phone] of [
  ['+380 50 123-45-67', '+380501234567'], ['(050) 123 45 67', '0501234567'], ['тел.: 050.123.45.67', '0501234567'], ['+1 (212) 555-0100!', '+12125550100'],
  ['call 123456789012345', '123456789012345'], ['15.01.2027 0501234567', '0501234567'], ['+380501234567, +380671234567', '+380501234567'],
])
  test(`phone "${message}"`, () => assert.equal(read(message).phone, phone));
for (const message of [
  '12345678', '1234567890123456', 'BKG-123456789', '№ 12345', 'A123456789', '120 000 000 UAH', '1 120 000 000 UAH', '$123456789', '15.01.2027 - 20.01.2027', '2027-01-15 2027-01-20',
  '4111-1111-1111-1111', '123456789abc',
])
  test(`no phone "${message}"`, () => assert.equal(read(message).phone, null));

for (const [message, email] of [
  ['write to ivan.petrov+x@example.co.uk.', 'ivan.petrov+x@example.co.uk'], ['<a@b.io>', 'a@b.io'], ['іван@приклад.укр!', 'іван@приклад.укр'], ['a@b', null], ['@example.com', null],
  ['me@example.com, and 2027-01-15', 'me@example.com'],
])
  test(`e-mail "${message}"`, () => assert.equal(read(message).email, email));

for (const [message, guests] of /** @type {[string, number][]} */ ([
  ['2 guests', 2], ['two people', 2], ['нас двое, 2 человека', 2], ['2 взрослых и 1 ребёнок', 3], ['двое взрослых и ребёнок', 3], ['2 adults, 2 kids and 1 baby', 5], ['вдвоём', 2], ['удвох', 2],
  ['на двоих', 2], ['на двох', 2], ['втроём с 15 января', 3], ['3 дорослих і 2 дитини', 5], ['5 осіб', 5], ['десять гостей', 10], ['20 guests', 20], ['room for two', 2],
  ['4 guests: 2 adults and 2 children', 4], ['2 маленьких дітей і 2 дорослих', 4], ['not 2 guests but 3 guests', 3], ['на двоих на 15 января', 2],
]))
  test(`guests "${message}"`, () => assert.equal(read(message).guests, guests));
for (const message of ['2 nights', 'на 2 ночи', 'for two nights', '3 дня', '3 комнаты', 'на 15 января', '2 beds', '21 guests', '0 guests', '100 people', 'на два дня', 'a child'])
  test(`no guests "${message}"`, () => assert.equal(read(message).guests, null));

// F-02: a number that is no phone's is never kept. Cards are test numbers of the networks.
for (const message of [
  'my card is 3782 822463 10005', 'amex 378282246310005', '378282246310005', 'my Booking.com confirmation is 4123456789', 'passport 123456789', 'паспорт 123456789',
  'card: 3530-1113-3330-0000', '6759 6498 2643 8453', '30569309025904', 'Visa 4222222222222', 'номер бронирования 4123456789', 'номер картки 4123 4567 8901',
  'my passport number is 123 456 789', '4123456789 is my confirmation number', 'IBAN DE89 3704 0044 0532 0130 00', 'reference 20271234567', 'my ID: 987654321',
  'ticket no 1234567890', 'call me, my card is 4111 1111 1111', '1234567890123', '4111  1111   1111    1111', 'мій паспорт 123456789, чекаю',
])
  test(`F-02 no phone in "${message}"`, () => assert.equal(read(message).phone, null));
for (const [message, phone] of [
  ['call 050 123 45 67', '0501234567'], ['+49 30 1234567', '+49301234567'], ['0049 30 1234567', '0049301234567'], ['my card is 4111 1111 1111 1111, phone 050 123 45 67', '0501234567'],
  ['passport 123456789. Call 0501234567', '0501234567'], ['my confirmation is 4123456789, mobile 0501234567', '0501234567'], ['my number is 4123456789', '4123456789'],
  ['паспорт 123456789, тел. 050 123 45 67', '0501234567'], ['card payment please, +380 50 123-45-67', '+380501234567'], ['I want to book a room, 0501234567', '0501234567'],
])
  test(`F-02 a phone in "${message}"`, () => assert.equal(read(message).phone, phone));

for (const message of [
  "I'm Ukrainian, do you have rooms?", 'I am Vegan', "I'm Muslim, is there halal food?", 'I’m Japanese', "I'm American", "I'm British and my wife is French", 'I am Turkish.', "I'm Jewish",
  "I'm Vegetarian", "I'm Diabetic", 'I am Pregnant', "I'm German", "I'm VEGAN", "I'm Travelling alone", "I'm From Kyiv", "I'm In Odesa", "I'm Interested", 'Vegan Breakfast', 'Halal Food',
  'Ukrainian Family', "I'm Allergic to nuts", 'Late Check-Out', "I'm Not Sure", 'Sea View',
])
  test(`F-03 no name in "${message}"`, () => assert.equal(read(message).fullName, null));
for (const [message, name] of [
  ["I'm Julian", 'Julian'], ["I'm Brian May from London", 'Brian'], ["I'm Hamish", 'Hamish'], ["I'm Jean Dupont", 'Jean Dupont'], ['my name is Ian German', 'Ian German'], ["I'm Sebastian", 'Sebastian'],
  ['my name is Daisy Parker', 'Daisy Parker'], ["I'm Anna, I am Vegan", 'Anna'],
])
  test(`F-03 the name in "${message}"`, () => assert.equal(read(message).fullName, name));

// F-04: whole or nothing.
for (const [message, email] of [
  ["my email is o'brien@example.com", "o'brien@example.com"], ['my email is o’brien@example.com', "o'brien@example.com"], ["it's 'ivan@example.com'", 'ivan@example.com'],
  ['(ivan@example.com)', 'ivan@example.com'], ['mailto:ivan@example.com', 'ivan@example.com'], ['a!b#c$d@example.com', 'a!b#c$d@example.com'], ["d'arcy.o'neil+x@sub.example.com.", "d'arcy.o'neil+x@sub.example.com"],
  ['ivan..petrov@example.com', null], ['.ivan@example.com', null], ['ivan.@example.com', null], ['"ivan petrov"@example.com', null], ['ivan@example.com@evil.example', null],
  ['ivan@example.com-old', null], ['ivan@exa_mple.com', null], ['ivan@xn--80ak6aa92e.xn--p1ai', 'ivan@xn--80ak6aa92e.xn--p1ai'], ['ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'taro@example.jp'],
  [`${'a'.repeat(70)}@example.com`, null],
])
  test(`F-04 e-mail in "${message}"`, () => assert.equal(read(message).email, email));

// F-05: digits of other scripts and widths.
for (const [message, phone] of [
  ['０９０－１２３４－５６７８', '09012345678'], ['٠٥٠١٢٣٤٥٦٧', '0501234567'], ['۰۹۱۲۳۴۵۶۷۸۹', '09123456789'], ['電話番号は090-1234-5678です', '09012345678'], ['电话：１３８ ００１３ ８０００', '13800138000'],
  ['هاتفي +٩٦٦ ٥٠ ١٢٣ ٤٥٦٧', '+966501234567'], ['०९८७६५४३२१०', '09876543210'], ['০১৭১২৩৪৫৬৭৮', '01712345678'], ['โทร ๐๘๑๒๓๔๕๖๗๘', '0812345678'], ['＋８１（９０）１２３４‐５６７８', '+819012345678'],
  ['\u202a+380 50 123 45 67\u202c', '+380501234567'], ['전화 010−1234−5678입니다', '01012345678'],
])
  test(`F-05 phone in "${message}"`, () => assert.equal(read(message).phone, phone));
says('F-05', '２０２７－０１－１５', { checkIn: '2027-01-15' });
says('F-05', '١٥/٠١/٢٠٢٧', { checkIn: '2027-01-15' });
says('F-02', 'expires 12/27', {});

test('W-25 everything in one message', () => {
  assert.deepEqual(read('Меня зовут Иван Петров, ivan@example.com, +380501234567, с 15 по 20 января, 2 взрослых и 1 ребёнок'), {
    fullName: 'Иван Петров', phone: '+380501234567', checkIn: '2027-01-15', checkOut: '2027-01-20', email: 'ivan@example.com', guests: 3,
  });
});

test('what is no text says nothing', () => {
  for (const message of [undefined, null, '', '   ', {}, [], 5]) assert.deepEqual(read(message), nothing);
});

test('W-28 day numbers count every day of four centuries once', () => {
  const name = (/** @type {number[]} */ ...parts) => parts.map((part) => String(part).padStart(2, '0')).join('-');
  let number = dayOf('1900-01-01');
  for (let year = 1900; year < 2300; year += 1)
    for (let month = 1; month <= 12; month += 1)
      for (let day = 1; day <= 31; day += 1) {
        const found = dayOf(name(year, month, day));
        if (Number.isNaN(found)) continue;
        assert.equal(found, number);
        assert.equal(new Date(number * 864e5).toISOString().slice(0, 10), name(year, month, day));
        number += 1;
      }
  assert.equal(number, dayOf('2300-01-01'));
});

for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles'])
  test(`W-28 dates do not shift in ${zone}, and today is the browser's where no other is given`, () => {
    const script =
      "import { extractBookingData as read } from './widget/js/openai.js'; const now = new Date(), two = (n) => String(n).padStart(2, '0');" +
      "const today = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');" +
      "const all = (m) => { const { checkIn, checkOut } = read(m, { today: '2026-11-22' }); return checkIn + ' ' + checkOut; };" +
      "console.log(all('tomorrow for 2 nights'), all('27.03 - 29.03'), all('01.03.2027 - 31.03.2027'), all('30 October 2027 - 2 November'), read('today').checkIn === today)";
    const out = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
      cwd: new URL('../../', import.meta.url),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
    assert.equal(out.trim(), '2026-11-23 2026-11-25 2027-03-27 2027-03-29 2027-03-01 2027-03-31 2027-10-30 2027-11-02 true');
  });
