// The wishes in a guest's words (docs/widget.md §2.3; W-24).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTexts, makeTranslator } from '../../widget/js/i18n/i18n.js';
import { extractRequirements } from '../../widget/js/openai.js';

/** @type {{[type: string]: string[]}} */
const FOUND = {
  room_location: ['a quiet room', 'away from the lift', 'тихий номер', 'подальше от лифта', 'тиха кімната', 'подалі від дороги', 'угловой номер'],
  workspace: ['I need a desk', 'a workspace', 'письменный стол', 'рабочее место', 'письмовий стіл', 'робоче місце'],
  room_service: ['room service', 'breakfast in the room', 'завтрак в номер', 'обслуживание в номерах', 'сніданок у номер', 'обслуговування в номері'],
  children: ['two children', 'a cot', 'with my baby', 'с детьми', 'ребёнок', 'ребенку', 'з дітьми', 'дитяче ліжко', 'немовля'],
  romantic: ['a romantic evening', 'honeymoon', 'романтический вечер', 'наша годовщина', 'річниця', 'романтична вечеря'],
  bathtub: ['with a bathtub', 'jacuzzi', 'с ванной', 'нужна ванна', 'з ванною'],
  dietary: ['we are vegetarian', 'gluten-free', 'halal', 'веганское меню', 'без глютена', 'вегетаріанське', 'дієтичне'],
  allergy: ['nut allergy', 'I am allergic', 'аллергия', 'у меня аллергия на пыль', 'алергія', 'гипоаллергенная подушка'],
  accessibility: ['wheelchair', 'an accessible room', 'инвалидная коляска', 'пандус', 'інвалідний візок'],
  view: ['sea view', 'a room with a view', 'view of the harbour', 'вид на море', 'с видом на сад', 'вид на місто', 'краєвид'],
  floor: ['a high floor', 'on the 3rd floor', 'высокий этаж', 'на 2 этаже', 'на 2-м этаже', 'верхній поверх', 'на 3 поверсі'],
  early_checkin: ['early check-in', 'arrive early', 'ранний заезд', 'раннее заселение', 'ранній заїзд', 'раннє поселення'],
  late_checkout: ['late check-out', 'late checkout', 'поздний выезд', 'пізній виїзд'],
  transfer: ['a transfer', 'airport shuttle', 'can you pick me up', 'трансфер', 'трансфером'],
  parking: ['parking', 'park my car', 'парковка', 'паркинг', 'паркінг', 'місце для паркування'],
  pet: ['my pet', 'two dogs', 'a cat', 'с собакой', 'с котом', 'кот', 'з собакою', 'кішка', 'домашній улюбленець', 'тварини'],
};
const NONE = [
  'nice location', 'summer vacation', 'который час', 'I read a review', 'previous stay', 'Where is the bathroom?', 'ванная комната', 'hot dog', 'the front desk', 'bank transfer', 'scatter', 'котлета',
  'competition', 'carpet', 'education', 'with a view to buying', 'кофе', 'спасибо', 'sparking', 'the floor is cold', '',
];

test('there are sixteen types', () => assert.equal(Object.keys(FOUND).length, 16));

for (const [type, messages] of Object.entries(FOUND))
  for (const message of messages)
    test(`"${message}" is ${type} and nothing else`, () => assert.deepEqual(extractRequirements(message).map((each) => each.type), [type]));

for (const message of NONE) test(`W-24 "${message}" is no wish`, () => assert.deepEqual(extractRequirements(message), []));

test('an item has the guest\'s own words and the type\'s name in the language of the chat', async () => {
  const { label } = makeTranslator(await loadTexts('ru'), 'ru');
  assert.deepEqual(extractRequirements('Тихий  Номер, пёс и СОБАКА, ребёнок', label), [
    { type: 'room_location', value: 'Тихий  Номер', label: 'Расположение номера' },
    { type: 'children', value: 'ребёнок', label: 'Дети' },
    { type: 'pet', value: 'СОБАКА', label: 'Питомец' },
  ]);
});

for (const [message, type, value] of [
  ["we'd like a vegan breakfast", 'dietary', 'vegan breakfast'], ['Gluten-free food, please', 'dietary', 'Gluten-free food'], ['a nut allergy', 'allergy', 'nut allergy'],
  ['allergic to feathers', 'allergy', 'allergic to feathers'], ['веганский завтрак', 'dietary', 'веганский завтрак'], ['аллергия на пыль', 'allergy', 'аллергия на пыль'],
  ['халяльна вечеря', 'dietary', 'халяльна вечеря'],
])
  test(`B-34 "${message}" is kept in the guest's words`, () => assert.equal(extractRequirements(message).find((one) => one.type === type)?.value, value));

test('a type comes once', () => {
  assert.equal(extractRequirements('dogs, cats, pets and a dog').length, 1);
});

test('what is no text has no wishes', () => {
  for (const text of [undefined, null, 5, {}]) assert.deepEqual(extractRequirements(text), []);
});
