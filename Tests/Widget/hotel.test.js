// The example hotel has the shape of docs/widget.md §2.6 and is complete.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadTexts, makeTranslator } from '../../widget/js/i18n/i18n.js';
import { LANGUAGES } from '../../widget/js/i18n/language.js';

const hotel = JSON.parse(readFileSync(new URL('../../config/hotel.json', import.meta.url), 'utf8'));
const codes = LANGUAGES.map(({ code }) => code);
const DATE = /^(20\d\d-\d\d-\d\d|today\+\d+)$/;

/** @param {any} object @param {string} keys @param {string} path */
const hasOnly = (object, keys, path) => assert.deepEqual(Object.keys(object).filter((key) => !keys.split(' ').includes(key)), [], path);
/** A text in the three languages of the hotel or more, each its own. @param {any} value @param {string} path */
function isLocalised(value, path) {
  for (const code of ['en', 'uk', 'ru']) assert.ok(value[code]?.trim(), `${path}.${code}`);
  hasOnly(value, codes.join(' '), path);
  assert.match(value.uk + value.ru, /\p{Script=Cyrillic}/u, path);
  assert.doesNotMatch(value.uk, /[ыэъё]/i, path);
  assert.doesNotMatch(value.ru, /[іїєґ]/i, path);
}
/** WCAG 2.2's contrast of two colours. @param {string} one @param {string} other */
function contrast(one, other) {
  const [dark, light] = [one, other]
    .map((colour) => {
      const [red, green, blue] = [1, 3, 5]
        .map((index) => parseInt(colour.slice(index, index + 2), 16) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('the top level has the known keys and all twenty languages', () => {
  hasOnly(
    hotel,
    'name timeZone currency defaultLanguage languages tagline description theme contact links policies quickReplies rooms private',
    'hotel',
  );
  assert.deepEqual(hotel.languages, codes);
  assert.equal(hotel.defaultLanguage, 'en');
  assert.ok(Intl.supportedValuesOf('currency').includes(hotel.currency));
  assert.ok(new Intl.DateTimeFormat('en', { timeZone: hotel.timeZone }));
  isLocalised(hotel.tagline, 'tagline');
  isLocalised(hotel.description, 'description');
});

test('the accent and its text are readable, and the launcher speaks every language', () => {
  const { theme } = hotel;
  hasOnly(theme, 'accent accentText radius logo position launcher', 'theme');
  for (const colour of [theme.accent, theme.accentText]) assert.match(colour, /^#[0-9a-f]{6}$/);
  assert.ok(contrast(theme.accent, theme.accentText) >= 4.5);
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21);
  assert.deepEqual(Object.keys(theme.launcher.text).sort(), [...codes].sort());
});

test('the hotel can be reached, and no address is a real one', () => {
  hasOnly(hotel.contact, 'email phone whatsapp address bookingUrl hours', 'contact');
  hasOnly(hotel.links, 'terms privacy', 'links');
  for (const link of [hotel.contact.bookingUrl, ...Object.values(hotel.links)]) assert.match(link, /^https:\/\/aurora\.example\//);
  for (const email of [hotel.contact.email, hotel.private.staffEmail]) assert.match(email, /@aurora\.example$/);
  for (const number of [hotel.contact.phone, hotel.contact.whatsapp]) assert.match(number, /^\+[\d ]+$/);
});

test('every policy is there', () => {
  const { checkIn, checkOut, minNights, maxNights, ...texts } = hotel.policies;
  assert.match(checkIn, /^\d\d:\d\d$/);
  assert.match(checkOut, /^\d\d:\d\d$/);
  assert.ok(1 <= minNights && minNights <= maxNights);
  assert.equal(Object.keys(texts).sort().join(' '), 'breakfast cancellation children parking payment pets smoking wifi');
  for (const [name, text] of Object.entries(texts)) isLocalised(text, `policies.${name}`);
});

test('the quick replies show rooms and special booking, in every language', () => {
  assert.deepEqual(hotel.quickReplies.map((/** @type {any} */ reply) => reply.action).filter(Boolean), ['rooms', 'special']);
  for (const { action, ...texts } of hotel.quickReplies) {
    assert.deepEqual(Object.keys(texts).sort(), [...codes].sort(), action);
    assert.equal(new Set(Object.values(texts)).size, codes.length);
  }
});

test('there are six rooms with different prices and sizes', () => {
  assert.equal(hotel.rooms.length, 6);
  for (const key of ['id', 'area', 'pricePerNight', 'mainPhoto']) assert.equal(new Set(hotel.rooms.map((/** @type {any} */ room) => room[key])).size, 6, key);
  assert.deepEqual(
    hotel.rooms.map((/** @type {any} */ room) => room.id).sort(),
    ['attic-studio', 'aurora-penthouse', 'courtyard-single', 'family-loft', 'garden-double', 'sea-suite'],
  );
});

for (const room of hotel.rooms)
  test(`${room.id} is complete`, async () => {
    hasOnly(
      room,
      'id name description area maxGuests beds amenities pricePerNight rates mainPhoto gallery askQuestionEnabled bookedDates',
      room.id,
    );
    for (const key of ['name', 'description', 'beds']) isLocalised(room[key], `${room.id}.${key}`);
    assert.ok(room.area > 0 && room.pricePerNight > 0 && room.maxGuests > 0);
    assert.equal(room.mainPhoto, `/img/${room.id}.svg`);
    assert.deepEqual(room.gallery, [`/img/${room.id}-2.svg`]);
    for (const night of room.bookedDates) assert.match(night, DATE);
    assert.ok(room.bookedDates.some((/** @type {string} */ night) => night.startsWith('today+')));
    for (const { from, to, pricePerNight } of room.rates ?? []) {
      assert.match(from, DATE);
      assert.ok(from < to && pricePerNight > 0);
    }
    const { label } = makeTranslator(await loadTexts('uk'), 'uk');
    for (const amenity of room.amenities) assert.match(label(amenity), /\p{Script=Cyrillic}|Wi-Fi/u, amenity);
  });

test('what is private is not said in public', () => {
  const { private: hidden, ...shown } = hotel;
  const text = JSON.stringify(shown);
  for (const fact of [hidden.notes, hidden.staffEmail, ...hidden.knowledge]) assert.ok(fact && !text.includes(fact));
});
