// What is computed from the hotel's data: prices in every currency, free rooms, rooms that fit, offers (docs/widget.md §3.6; F-01, B-33).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue, digitsOf, offerOf, toJSON } from '../../widget/js/hotel/catalogue.js';
import { loadTexts, makeTranslator } from '../../widget/js/i18n/i18n.js';

/** @param {any} hotel */
const hotel = (hotel) => new Catalogue({ today: '2027-01-01', currency: 'EUR', rooms: [], ...hotel });
const room = (/** @type {string} */ id, pricePerNight = 100, more = {}) => ({ id, name: id, pricePerNight, maxGuests: 2, ...more });

for (const [currency, price, shown, total, offered] of /** @type {[string, number, string, string, string]} */ ([
  ['JPY', 12000, '¥12,000', '¥24,000', '24000'], ['KRW', 150000, '₩150,000', '₩300,000', '300000'], ['VND', 1500000, '₫1,500,000', '₫3,000,000', '3000000'],
  ['CLP', 80000, 'CLP 80,000', 'CLP 160,000', '160000'], ['ISK', 25000, 'ISK 25,000', 'ISK 50,000', '50000'], ['HUF', 45000, 'HUF 45,000', 'HUF 90,000', '90000'],
  ['KWD', 30.5, 'KWD 30.500', 'KWD 61', '61'], ['BHD', 45.125, 'BHD 45.125', 'BHD 90.250', '90.250'], ['TND', 99.9, 'TND 99.900', 'TND 199.800', '199.800'],
  ['EUR', 99.95, '€99.95', '€199.90', '199.90'], ['USD', 120, '$120', '$240', '240'], ['HUF', 45000.5, 'HUF 45,000.50', 'HUF 90,001', '90001'],
  ['IDR', 1250000, 'IDR 1,250,000', 'IDR 2,500,000', '2500000'], ['EUR', 1.005, '€1.01', '€2.02', '2.02'], ['IQD', 90000, 'IQD 90,000', 'IQD 180,000', '180000'],
]))
  test(`F-01 ${price} ${currency} stays what the hotel wrote`, async () => {
    const catalogue = hotel({ currency, rooms: [room('a', price)] });
    const { money } = makeTranslator(await loadTexts('en'), 'en');
    const plain = (/** @type {number} */ minor) => money(minor, currency).replace(/\s/g, ' ');
    assert.equal(plain(catalogue.minor(price)), shown);
    assert.equal(plain(catalogue.quote(catalogue.rooms[0], '2027-02-01', '2027-02-03').total), total);
    const { offerData } = offerOf('room_name: a\ncheck_in: 2027-02-01\ncheck_out: 2027-02-03\nguests: 2', catalogue);
    assert.equal(offerData?.total_price, offered);
  });

test('F-01 the digits are those of ISO 4217', () => {
  for (const [digits, codes] of Object.entries({ 0: 'JPY KRW ISK VND UGX XOF', 2: 'EUR USD HUF UAH TWD COP XXX', 3: 'KWD BHD OMR JOD TND IQD LYD', 4: 'CLF UYW' }))
    for (const code of codes.split(' ')) assert.equal(digitsOf(code), Number(digits), code);
});

test('F-01 sums of many nights are exact', () => {
  const catalogue = hotel({ rooms: [room('a', 0.1, { rates: [{ from: '2027-02-02', to: '2027-02-04', pricePerNight: 0.2 }] })] });
  assert.deepEqual(catalogue.quote(catalogue.rooms[0], '2027-02-01', '2027-03-03'), { nights: 30, total: 28 * 10 + 2 * 20 });
});

const rooms = [
  room('suite', 300, { maxGuests: 4 }), room('double', 120, { bookedDates: ['2027-02-02'] }), room('single', 80, { maxGuests: 1 }),
  room('studio', 150, { rates: [{ from: '2027-02-01', to: '2027-02-10', pricePerNight: 400 }] }), room('unsure', 50, { availability: 'unknown' }),
];
for (const [stay, ids] of /** @type {[any, string][]} */ ([
  [{ checkIn: null, checkOut: null, guests: null }, 'suite double single studio unsure'],
  [{ checkIn: null, checkOut: null, guests: 2 }, 'unsure double studio suite'],
  [{ checkIn: '2027-02-01', checkOut: '2027-02-03', guests: null }, 'single suite studio'],
  [{ checkIn: '2027-02-03', checkOut: '2027-02-05', guests: 2 }, 'double suite studio'],
  [{ checkIn: '2027-03-01', checkOut: '2027-03-02', guests: 3 }, 'suite'],
  [{ checkIn: '2027-03-01', checkOut: '2027-03-02', guests: 5 }, ''],
  [{ checkIn: '2027-03-02', checkOut: '2027-03-01', guests: 4 }, 'suite'],
  [{ checkIn: '2027-03-02', checkOut: null, guests: null }, 'suite double single studio unsure'],
]))
  test(`B-33 for ${JSON.stringify(stay)}: ${ids || 'none'}`, () => assert.equal(hotel({ rooms }).fitting(stay).map(({ id }) => id).join(' '), ids));

test('B-33 a room of which nobody knows is never free, and an offer for it says why', () => {
  const catalogue = hotel({ rooms });
  assert.equal(catalogue.isFree('unsure', '2027-03-01', '2027-03-02'), false);
  assert.equal(offerOf('room_name: unsure\ncheck_in: 2027-03-01\ncheck_out: 2027-03-02', catalogue).offerProblem, 'unknown');
});

test('W-27 what a block says of prices is not read, other keys may be missing or odd', () => {
  const catalogue = hotel({ rooms });
  const block = 'guests: 3\r\nroom_name:  SUITE \r\ntotal_price: 1\ncheck_out: 2027-03-03\ncheck_in: 2027-03-01\nspecial_notes: a | |b\nother: x';
  const { offerData } = offerOf(block, catalogue);
  assert.deepEqual(offerData, {
    room_id: 'suite', room_name: 'SUITE', room_price: '300', check_in: '2027-03-01', check_out: '2027-03-03', guests: '3', total_nights: '2', total_price: '600',
    currency: 'EUR', special_notes: ['a', 'b'],
  });
  for (const [change, problem] of [['room_name: x', 'room'], ['check_in: 2026-12-31', 'dates'], ['check_out: 2027-03-01', 'dates'], ['guests: 9', 'guests'], ['guests: two', 'guests']])
    assert.equal(offerOf(`${block}\n${change}`, catalogue).offerProblem, problem, change);
});

test('a hostile catalogue gives safe defaults', () => {
  for (const given of [null, 5, 'x', [], { rooms: 'x', currency: '€', languages: 5, today: 'x', service: 'x' }, { rooms: [null, 5, { id: 5 }, { id: 'a', pricePerNight: -1 }] }]) {
    const catalogue = new Catalogue(given);
    assert.deepEqual([catalogue.rooms, catalogue.currency, catalogue.isFree('a', '2027-01-01', '2027-01-02')], [[], 'EUR', false]);
  }
});

test('F-21 values are written right where arrays have a toJSON of their own', () => {
  const value = { a: [1, [2], { b: ['x'] }], c: null, d: undefined, e: 'x', f: [undefined, null] };
  const expected = JSON.stringify(value);
  const prototypes = /** @type {any[]} */ ([Array.prototype, Object.prototype]);
  for (const prototype of prototypes) Object.defineProperty(prototype, 'toJSON', { value: () => 'x', configurable: true, writable: true });
  const [spoiled, written] = [JSON.stringify([1]), toJSON(value)];
  for (const prototype of prototypes) delete prototype.toJSON;
  assert.notEqual(spoiled, '[1]');
  assert.equal(written, expected);
});
