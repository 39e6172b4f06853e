// What a guest wants (W-24).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectComplexRequest, hasRoomIntent, isGeneralTopic } from '../../widget/js/openai.js';

/** @param {(message: unknown) => boolean} judge @param {boolean} expected @param {string[]} messages */
const table = (judge, expected, messages) => {
  for (const message of messages)
    test(`W-24 ${judge.name} says ${expected ? 'yes' : 'no'} to "${message}"`, () => assert.equal(judge(message), expected));
};

table(hasRoomIntent, true, [
  'What rooms do you have?', 'покажите номера', 'які є вільні номери?', 'show me the rooms', 'Do you have a suite?', 'I need a room for two', 'я хочу забронировать номер',
  'Какие есть свободные номера на 15 января?', 'потрібна кімната', 'сколько стоят номера', 'хочу люкс', 'Any rooms available tomorrow?', 'ПОКАЖИТЕ НОМЕРА', 'Скільки коштують номери?',
]);
table(hasRoomIntent, false, [
  'my phone number is +380501234567', 'номер телефона', 'see you tomorrow', 'is it listed?', 'room service bill', 'Какой у вас номер телефона?', 'what is my room number?',
  'The rooms were lovely', 'спасибо', 'thanks', 'номер брони 123', 'Does this room have a balcony?', 'Where is the meeting room?', 'на какой номер позвонить?', 'mushroom soup, do you have any?',
  'ваш номер есть у меня', '', 'which bathroom do you have',
]);
table(isGeneralTopic, true, [
  'Is there parking?', 'when is breakfast?', 'wifi password', 'Do you have Wi-Fi?', 'pool', 'spa', 'airport transfer', 'What time is check-in?', 'check-out time?', 'show other rooms',
  'есть парковка?', 'Завтрак включён?', 'вай-фай', 'есть бассейн?', 'трансфер из аэропорта', 'во сколько заезд?', 'покажите другие номера', 'как до вас добраться', 'коли поселення?', 'є паркінг?',
  'чи є сніданок?', 'інші номери', 'як до вас дістатися?', 'о котрій виїзд',
]);
table(isGeneralTopic, false, [
  'спасибо', 'thanks', 'ok', 'дякую', 'заезд 15 января', 'check-in on 15 January', 'How big is the bed?', 'what about the view', 'да', 'сколько стоит?', 'space for a cot', 'carpool', 'bars on the window',
]);

/** @param {string} expected @param {string[]} messages */
const complex = (expected, messages) => {
  for (const message of messages)
    test(`W-24 "${message}" is ${expected}`, () => assert.equal(detectComplexRequest(message).reason ?? 'simple', expected));
};
complex('multiple_requirements', [
  'We need parking, a bathtub and a sea view', 'с собакой, нужна парковка и ранний заезд', 'вегетаріанське харчування, дитяче ліжечко та трансфер',
]);
complex('pattern_match', [
  'We are a group of 12', 'group booking for June', 'a corporate retreat in May', 'We would like to celebrate our wedding with you', 'it is for our honeymoon', 'We want to stay for three months',
  'long-term stay', 'три номера для группы из 20 человек', 'групповой заезд', 'корпоративное мероприятие', 'хотим отпраздновать юбилей', 'у нас медовый месяц', 'длительное проживание', 'на несколько месяцев',
  'груповий заїзд', 'група з 15 людей', 'відсвяткувати весілля', 'тривале проживання',
]);
complex('simple', [
  'Do you have a suite?', 'for a month', 'Where is the bathroom?', 'parking and a bathtub', 'group', 'wedding', 'на месяц', 'спасибо', '', 'what? why? when? where? how? who?', 'group photo', 'event',
]);

test('W-24 kinds of wishes add up over the guest\'s own messages, each kind once', () => {
  const history = [
    { role: 'user', content: 'Is there parking?' },
    { role: 'assistant', content: 'Yes. We also have a bathtub, a sea view, a cot and welcome dogs.' },
    { role: 'user', content: 'And where do I park my car?' },
  ];
  assert.deepEqual(detectComplexRequest('I would like a bathtub', history), { isComplex: false });
  assert.deepEqual(detectComplexRequest('I would like a bathtub and a sea view', history), { isComplex: true, reason: 'multiple_requirements', count: 3 });
});

test('what is no text has no intent', () => {
  for (const message of [undefined, null, 5, {}]) {
    assert.equal(hasRoomIntent(message), false);
    assert.equal(isGeneralTopic(message), false);
    assert.deepEqual(detectComplexRequest(message), { isComplex: false });
  }
});
