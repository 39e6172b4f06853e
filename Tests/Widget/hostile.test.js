// Reading a guest's message takes time that grows with its length, not with its square, whatever is in it (docs/widget.md §3.5).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractBookingData, detectComplexRequest, hasRoomIntent, isGeneralTopic, extractRequirements } from '../../widget/js/openai.js';

const PIECES = [
  '1 ', '1', '-', ' ', '\t', '(', '+', '@', 'a@', 'a.', 'a@b.', '#1/1/#', '@1@ ', '(+1', '15 января ', '15 to ', '15-', '15 - ', '15.01.2027 - ', '15.01', 'января ', 'янв', 'Имя ', 'Ab ', 'A ', "i'm ", "i'm A ",
  'my name is A ', 'номер ', 'номера ', 'the room ', '2 adults ', '2 ', 'for two ', 'check ', 'check - ', 'when ', 'when check ', 'celebrate a ', 'group of 1', 'two rooms ', 'view of ', 'вид на ', 'a view ',
  'стол', 'медовый ', "'", '’', 'ё', 'й', 'И\u0306', '\u0301', '𝒜', '\ud800', 'ﬀ', 'İ',
];

for (const piece of PIECES)
  test(`4,000 characters of ${JSON.stringify(piece)}`, () => {
    const messages = [piece.repeat(4000).slice(0, 4000), `15${piece.repeat(4000)}`.slice(0, 4000), `on 15 ${piece.repeat(4000).slice(0, 3980)}January`];
    // Processor time, the best of three, so that other programs do not count. A quadratic search takes seconds.
    const spent = [1, 2, 3].map(() => {
      const start = process.cpuUsage();
      for (const message of messages) {
        extractBookingData(message, { today: '2026-11-22' });
        extractRequirements(message);
        detectComplexRequest(message);
        hasRoomIntent(message);
        isGeneralTopic(message);
      }
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    });
    assert.ok(Math.min(...spent) < 300, `${Math.min(...spent)} ms`);
  });

test('of a longer message, the first 4,000 characters are read', () => {
  const long = `${' '.repeat(5_000_000)}15.01.2027`;
  assert.equal(extractBookingData(long, { today: '2026-11-22' }).checkIn, null);
  assert.equal(extractBookingData(`${' '.repeat(3990)}15.01.2027`, { today: '2026-11-22' }).checkIn, '2027-01-15');
});
