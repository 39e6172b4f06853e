// The folders of widget/js are its layers: an import goes down only, and none goes in a circle (docs/widget.md).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../../widget/js/', import.meta.url);
const names = /** @type {string[]} */ (readdirSync(root, { recursive: true })).filter((name) => name.endsWith('.js')).sort();

/** What each folder may import of others; the top folder holds the public modules, which put the rest together. @type {Record<string, string[]>} */
const BELOW = {
  '': ['conversation', 'ui', 'stream', 'hotel', 'i18n', 'understanding'],
  conversation: ['stream', 'hotel', 'i18n', 'understanding'],
  ui: ['hotel', 'i18n', 'understanding'],
  stream: ['hotel'],
  hotel: ['understanding'],
  i18n: ['lang', 'hotel', 'understanding'],
  understanding: [],
  lang: [],
};

/** @param {string} name */
const folderOf = (name) => name.split('/').slice(0, -1).join('/');

/** The files that a file imports, at once or later; types do not count. @param {string} name @returns {string[]} */
function importsOf(name) {
  const code = readFileSync(new URL(name, root), 'utf8').replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const paths = [...code.matchAll(/(?:from |import\(|import )'([^']+)'/g)].map(([, path]) => path);
  return paths.map((path) => fileURLToPath(new URL(path, new URL(name, root))).slice(fileURLToPath(root).length));
}

const graph = new Map(names.map((name) => [name, importsOf(name)]));

test('an import goes down only', () => {
  for (const [name, paths] of graph)
    for (const path of paths) {
      const [from, to] = [folderOf(name), folderOf(path)];
      assert.ok(from === to || BELOW[from].includes(to), `${name} imports ${path}`);
    }
});

/** A circle in a graph, as the names on its way; null where there is none. @param {Map<string, string[]>} edges */
function circleIn(edges) {
  const done = new Set();
  /** @param {string} name @param {string[]} way @returns {string[] | null} */
  function visit(name, way) {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of edges.get(name) ?? []) {
      const found = visit(next, [...way, name]);
      if (found) return found;
    }
    done.add(name);
    return null;
  }
  for (const name of edges.keys()) {
    const found = visit(name, []);
    if (found) return found;
  }
  return null;
}

test('no import goes in a circle', () => {
  assert.equal(circleIn(graph), null);
  assert.deepEqual(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]])), ['b', 'c', 'b']);
});

test('every folder is a known layer', () => assert.deepEqual([...new Set(names.map(folderOf))].filter((folder) => !(folder in BELOW)), []));
