// The markdown that models write, as it is drawn (F-10 to F-15; W-13 to W-15).
import assert from 'node:assert/strict';
import test from 'node:test';
import { safeURL } from '../../widget/js/ui/spans.js';
import { drawn } from './support/drawn.js';

const p = (/** @type {string} */ text) => `<paragraph>${text}</paragraph>`;
const li = (/** @type {string[]} */ ...items) => items.map((item) => `<item>${item}</item>`).join('');
const link = (/** @type {string} */ href, text = href) => `<link ${href}>${text}</link>`;
const [b, i] = [(/** @type {string} */ text) => `<strong>${text}</strong>`, (/** @type {string} */ text) => `<em>${text}</em>`];

/** @type {Record<string, [string, string][]>} */
const CASES = {
  'F-10 numbers go on': [
    ['1. A\n\n2. B\n\n3. C', `<numbers>${li('A', 'B', 'C')}</numbers>`],
    ['1. **A**\n\n   text\n\n2. **B**', `<numbers>${li(`${b('A')}${p('text')}`, b('B'))}</numbers>`],
    ['3. C\n4. D', `<numbers 3>${li('C', 'D')}</numbers>`],
    ['1. A\n  - x\n  - y\n2. B', `<numbers>${li(`A<bullets>${li('x', 'y')}</bullets>`, 'B')}</numbers>`],
    ['1. A\n\n\n2. B\n\ntext\n\n3. C', `<numbers>${li('A', 'B')}</numbers>${p('text')}<numbers 3>${li('C')}</numbers>`],
    ['Prices in\n2027. They rise', p('Prices in<break></break>2027. They rise')],
    ['2027. A year', p('2027. A year')],
    ['1) a\n2) b', `<numbers>${li('a', 'b')}</numbers>`],
    ['- a\n\n  - b\n\n- c', `<bullets>${li(`a<bullets>${li('b')}</bullets>`, 'c')}</bullets>`],
    ['- a\nlazy\n- b', `<bullets>${li('a<break></break>lazy', 'b')}</bullets>`],
    ['10. a\n11. b', `<numbers 10>${li('a', 'b')}</numbers>`],
  ],
  'F-11 bold in every script': [
    ['这是**重点**内容', p(`这是${b('重点')}内容`)], ['호텔은**조식**을', p(`호텔은${b('조식')}을`)], ['含**「重点」**内容', p(`含${b('「重点」')}内容`)],
    ['朝食は**すべてのプラン**に', p(`朝食は${b('すべてのプラン')}に`)], ['un**believ**able', p(`un${b('believ')}able`)], ['这是*重点*内容', p(`这是${i('重点')}内容`)],
    ['**注意：**请看', p(`${b('注意：')}请看`)], ['ราคา**ต่อคืน**รวม', p(`ราคา${b('ต่อคืน')}รวม`)], ['**Check-in:**15:00', p(`${b('Check-in:')}15:00`)],
  ],
  'F-12 tables, mail and phone links': [
    ['| Room | Price |\n|---|--:|\n| Garden | 120 € |\n| **Sea** | a\\|b |\n\nAfter',
      `<table><tableHead><row><headCell>Room</headCell><headCell right>Price</headCell></row></tableHead><tableBody><row><cell>Garden</cell><cell right>120 €</cell></row><row><cell>${b('Sea')}</cell><cell right>a|b</cell></row></tableBody></table>${p('After')}`],
    ['Rooms:\n| A |\n|:-:|\n| 1 | 2 |\n- x', `${p('Rooms:')}<table><tableHead><row><headCell center>A</headCell></row></tableHead><tableBody><row><cell center>1</cell></row></tableBody></table><bullets>${li('x')}</bullets>`],
    ['| a | b |\n|---|\n| c |', p('| a | b |<break></break>|---|<break></break>| c |')],
    ['| not a table', p('| not a table')],
    ['- | A | B |\n  |---|---|\n  | 1 |', `<bullets><item><table><tableHead><row><headCell>A</headCell><headCell>B</headCell></row></tableHead><tableBody><row><cell>1</cell><cell></cell></row></tableBody></table></item></bullets>`],
    ['Write to stay@aurora.example. Or +380 48 555 01 00, ok', p(`Write to ${link('mailto:stay@aurora.example', 'stay@aurora.example')}. Or ${link('tel:+380485550100', '+380 48 555 01 00')}, ok`)],
    ["(o'brien@example.com)", p(`(${link("mailto:o'brien@example.com", "o'brien@example.com")})`)], ['a@b, x@y.z1, іван@пошта.example', p(`a@b, ${link('mailto:x@y.z1', 'x@y.z1')}, іван@пошта.example`)],
    ['+49 (30) 123-45-67! +1, 2+3, +5 %', p(`${link('tel:+49301234567', '+49 (30) 123-45-67')}! +1, 2+3, +5 %`)],
    ['**stay@aurora.example**', p(b(link('mailto:stay@aurora.example', 'stay@aurora.example')))],
  ],
  'F-13 every form of a link': [
    ['[map](https://en.wikipedia.org/wiki/Lviv_(city))', p(link('https://en.wikipedia.org/wiki/Lviv_(city)', 'map'))],
    ['[Book](https://h.example "Book now")', p(link('https://h.example/', 'Book'))], ["[Book](https://h.example 'now') (x)", p(`${link('https://h.example/', 'Book')} (x)`)],
    ['<https://x.example>', p(link('https://x.example/', 'https://x.example'))], ['[a b](<https://x.example/a>)', p(link('https://x.example/a', 'a b'))],
    ['<stay@x.example>', p(link('mailto:stay@x.example', 'stay@x.example'))], ['[**Book** now](https://h.example)', p(link('https://h.example/', `${b('Book')} now`))],
    ['**[Book](https://h.example)**', p(b(link('https://h.example/', 'Book')))], ['[see [1]](https://h.example)', p(link('https://h.example/', 'see [1]'))],
    ['[1] and [a] (b)', p('[1] and [a] (b)')], ['[call](tel:+380485550100)', p(link('tel:+380485550100', 'call'))], ['![alt](https://x/y.png) z', p('alt z')],
    ['[rooms](/rooms), [x](javascript:alert(1))', p('rooms, x')], ['[Open', p('[Open')], ['[a](https://x.example/\\(b\\))', p(link('https://x.example/(b)', 'a'))],
  ],
  'F-14 exactly the address': [
    ['见 https://example.com/a。谢谢', p(`见 ${link('https://example.com/a')}。谢谢`)], ['（https://example.com/a）', p(`（${link('https://example.com/a')}）`)],
    ['访问https://example.com/a 预订', p(`访问${link('https://example.com/a')} 预订`)], ['(https://example.com/a_(b)).', p(`(${link('https://example.com/a_(b)')}).`)],
    ['«https://example.com/a»!', p(`«${link('https://example.com/a')}»!`)], ['**https://example.com/a**', p(b(link('https://example.com/a')))],
    ['https://example.com/?a=1&b=2&amp;', p(`${link('https://example.com/?a=1&b=2')}&`)], ['www.example.com.', p(`${link('http://www.example.com/', 'www.example.com')}.`)],
    ['xhttps://example.com', p('xhttps://example.com')], ['http:// https://', p('http:// https://')],
  ],
  'F-15 no stray mark': [
    ['***both***', p(i(b('both')))], ['**Garden *Suite***', p(b(`Garden ${i('Suite')}`))], ['*Garden **Suite***', p(i(`Garden ${b('Suite')}`))], ['_x_ and __y__', p(`${i('x')} and ${b('y')}`)],
    ['####', ''], ['#### Four', '<heading>Four</heading>'], ['+ a', `<bullets>${li('a')}</bullets>`], ['1) a', `<numbers>${li('a')}</numbers>`], ['• a\n• b', `<bullets>${li('a', 'b')}</bullets>`],
    ['\\* \\$ \\_', p('* $ _')], ['a&nbsp;b &amp; &#8364;', p('a\u00a0b & €')], ['~~~\ncode\n~~~', '<pre>code\n</pre>'],
    ['- a\n  ```js\n  let x;\n    y\n  ```\n- b', `<bullets>${li('a<pre>let x;\n  y\n</pre>', 'b')}</bullets>`], ['- a\n```\nx\n```', `<bullets>${li('a')}</bullets><pre>x\n</pre>`],
    ['Text\n***\nMore', `${p('Text')}<rule></rule>${p('More')}`], ['a\n---\nb', `${p('a')}<rule></rule>${p('b')}`], ['Title\n===\nb', p('Title<break></break>b')], ['* * *', '<rule></rule>'],
    ['~~120~~ 100', p('<strike>120</strike> 100')], ['- [ ] a\n- [x] b', `<bullets>${li('☐ a', '☑ b')}</bullets>`], ['a<br>b<br />c', p('a<break></break>b<break></break>c')],
    ['**open to the end', p(b('open to the end'))], ['a **b **c', p(`a ${b('b ')}c`)], ['`` a`b ``', p('<code> a`b </code>')], ['> q\n> w', `<quote>${p('q<break></break>w')}</quote>`],
  ],
  'what is no markup stays': [
    ['2*120 = 240, 2 * 3 * 4', p('2*120 = 240, 2 * 3 * 4')], ['Breakfast*\n\n*Not on Sundays', `${p('Breakfast*')}${p('*Not on Sundays')}`], ['4* hotel, 5** stars', p('4* hotel, 5** stars')],
    ['snake_case_name', p('snake_case_name')], ['a < b > c, AT&T &x;', p('a < b > c, AT&T &x;')], ['<b>x</b>', p('<b>x</b>')], ['#1 room', p('#1 room')], ['-5 degrees', p('-5 degrees')],
    ['50 % | 20 %', p('50 % | 20 %')], ['C:\\rooms', p('C:\\rooms')], ['see you @ 8', p('see you @ 8')], ['120 EUR.', p('120 EUR.')], ['1.5 km', p('1.5 km')],
  ],
};

for (const [name, cases] of Object.entries(CASES))
  for (const [text, expected] of cases)
    test(`${name}: ${JSON.stringify(text)}`, () => {
      assert.equal(drawn(text), expected);
      // Cut in two at every place, and in pieces of one.
      assert.equal(drawn(text, 1), expected);
      for (let at = 1; at < text.length; at++) assert.equal(drawn(text, at), expected, `cut at ${at}`);
    });

const WHOLE = Object.values(CASES).flat().map(([text]) => text).join('\n\n');

test('W-14 the same text in any pieces gives the same', () => {
  const expected = drawn(WHOLE);
  for (let size = 1; size < 60; size++) assert.equal(drawn(WHOLE, size), expected, `pieces of ${size}`);
});

test('W-15 every beginning of a text can be drawn, and no mark is lost or doubled in what stands', () => {
  for (let end = 0; end <= WHOLE.length; end += 1) drawn(WHOLE.slice(0, end), 7);
});

test('W-13 nothing but text comes out of markup, scripts and images', () => {
  const out = drawn('<script>x</script> ![p](https://x/y.png) [a](javascript:1) [b](data:text/html,x) [c](JaVaScRiPt:1) [d](\tjavascript:1) <javascript:alert(1)> <img src=x onerror=y>');
  assert.ok(!out.includes('<link'), out);
  assert.ok(out.includes('<script>x</script>') && out.includes('<img src=x onerror=y>'));
});

test('a link that looks like another host names the real one', () => {
  assert.equal(drawn('[bank.example](https://evil.example/)'), p(link('https://evil.example/', 'bank.example (evil.example)')));
});

// Processor time of a text of twice the length is about twice as long, whatever is in it: a quadratic search takes minutes for these.
for (const mark of [
  '*', '`', '[', '[a](', '**', 'h', '![', '> ', '- ', '```\n', '#', 'https://', '<', '&', '&#1', '|', '| a ', '|---', '_a ', '*a ', '~~', '\\', '1. ', '+1 ', 'a@', '@', '(', '[a]', '[](((', '<br ', '  - a\n',
  '| a |\n', '>', 'www.', '***', '*a*b', '"**', 'a', ' ', '\n', '\t',
])
  test(`20,000 characters of ${JSON.stringify(mark)} are drawn in no time`, () => {
    const text = mark.repeat(Math.ceil(20_000 / mark.length));
    const start = process.cpuUsage();
    drawn(text, 4);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 2_000_000, `${(user + system) / 1000} ms`);
  });

test('only addresses that may be opened are links', () => {
  for (const bad of ['javascript:1', 'data:text/html,x', 'vbscript:1', 'file:///etc/passwd', 'java\tscript:1', ' https://x', 'https://x\u202e', '//x', 'x']) assert.equal(safeURL(bad), null, bad);
  for (const good of ['https://x.example/', 'mailto:a@b.example', 'tel:+1']) assert.equal(safeURL(good), good);
});
