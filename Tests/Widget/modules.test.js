// The files themselves: each parses as a module and exports nothing that nobody uses; nothing global, nothing printed (W-32, W-33).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../../widget/', import.meta.url);
const names = /** @type {string[]} */ (readdirSync(root, { recursive: true })).filter((name) => name.endsWith('.js')).sort();
const source = new Map(names.map((name) => [name, readFileSync(new URL(name, root), 'utf8')]));
/** Without comments; the element names its parts below `root`, the folder it is in. @param {string} text */
const withoutComments = (text) =>
  text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '').replace(/import\(`\$\{root\}([\w/.]+)`\)/g, "import('./$1')");

/** What a page's own code may use: the two modules of docs/embedding.md §4; each language's texts are loaded by its name. */
const PUBLIC = /^js\/(openai|chat)\.js$|^js\/lang\//;

/** @param {string} text @returns {string[]} */
function exportsOf(text) {
  const code = withoutComments(text);
  const listed = [...code.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) => list.split(',').map((one) => one.trim().split(' as ').at(-1) ?? '')).filter(Boolean);
  return [...listed, ...[...code.matchAll(/^export (?:async )?(?:function\*?|class|const|let) (\w+)/gm)].map(([, name]) => name)];
}

/** The names that each file imports, by the file they come from. @returns {Map<string, Set<string>>} */
function importsOf() {
  /** @type {Map<string, Set<string>>} */
  const used = new Map();
  for (const [name, text] of source) {
    const code = withoutComments(text);
    const take = (/** @type {string} */ list, /** @type {string} */ path) => {
      const file = fileURLToPath(new URL(path, new URL(name, root))).slice(fileURLToPath(root).length);
      const known = used.get(file) ?? new Set();
      for (const one of list.split(',')) known.add(one.trim().split(/ as |:/)[0]);
      used.set(file, known);
    };
    for (const [, list, path] of code.matchAll(/import \{([^}]*)\} from '([^']+)'/g)) take(list, path);
    for (const [, list, path] of code.matchAll(/\{([^{}]*)\}[^;{}]{0,40}await import\('([^']+)'\)/g)) take(list, path);
    for (const [, list, path] of code.matchAll(/\[\{([^{}]*)\}[^\]]*\] = await Promise\.all\(\[\s*import\('([^']+)'\)/g)) take(list, path);
    for (const [, list, path] of code.matchAll(/\[\{[^{}]*\}, \{([^{}]*)\}[^\]]*\] = await Promise\.all\(\[\s*import\('[^']+'\),\s+import\('([^']+)'\)/g)) take(list, path);
    for (const [, path, list] of code.matchAll(/import\('([^']+)'\)\.then\(\(\{([^}]*)\}/g)) take(list, path);
    for (const [, variable, path] of code.matchAll(/const (\w+) = await import\('([^']+)'\)/g)) {
      const uses = [...code.matchAll(new RegExp(`\\b${variable}\\??\\.(\\w+)`, 'g'))];
      take(uses.map(([, one]) => one).join(','), path);
    }
  }
  return used;
}

for (const name of names.filter((one) => one !== 'widget.js'))
  test(`W-33 ${name} parses as a module`, () => {
    execFileSync(process.execPath, ['--input-type=module', '--check'], { input: source.get(name), stdio: ['pipe', 'ignore', 'pipe'] });
  });

test('W-33 the loader parses as a script', () => {
  assert.doesNotThrow(() => new Function(source.get('widget.js') ?? ''));
  assert.doesNotMatch(source.get('widget.js') ?? '', /^(import|export) /m);
});

test('W-33 no export without a use', () => {
  const used = importsOf();
  // What the tests of one part need of a file counts as used.
  for (const test of readdirSync(new URL('.', import.meta.url)).filter((one) => one.endsWith('.test.js')))
    for (const [, list, name] of readFileSync(new URL(test, import.meta.url), 'utf8').matchAll(/^import \{([^}]*)\} from '..\/..\/widget\/([^']+)'/gm))
      used.set(name, new Set([...(used.get(name) ?? []), ...list.split(',').map((one) => one.trim())]));
  const unused = names.filter((name) => !PUBLIC.test(name)).flatMap((name) => exportsOf(source.get(name) ?? '').filter((one) => !used.get(name)?.has(one)).map((one) => `${name}: ${one}`));
  assert.deepEqual(unused, []);
  assert.ok(used.size > 10 && [...used.values()].flatMap((one) => [...one]).length > 30);
});

test('W-33 the search for exports finds every kind', () => {
  assert.deepEqual(exportsOf('export function a() {}\nexport async function b() {}\nexport class C {}\nexport const d = 1;\n// export const e = 2;\nconst f = 1, g = 2;\nexport { f, g as h };').sort(), ['C', 'a', 'b', 'd', 'f', 'h']);
});

test('W-33 no file stands unused', () => {
  const graph = (/** @type {string} */ start, seen = new Set([start])) => {
    for (const [, path] of withoutComments(source.get(start) ?? '').matchAll(/(?:from |import\(|import )'([^']+)'/g)) {
      const file = fileURLToPath(new URL(path, new URL(start, root))).slice(fileURLToPath(root).length);
      if (!seen.has(file)) { seen.add(file); graph(file, seen); }
    }
    return seen;
  };
  const reached = new Set([...graph('js/element.js'), ...graph('js/chat.js'), ...graph('js/openai.js'), ...graph('js/preview.js'), 'widget.js']);
  assert.deepEqual(names.filter((name) => !reached.has(name) && !name.startsWith('js/lang/')), []);
});

test('W-32 nothing is printed and nothing becomes global but Bellhop', () => {
  for (const [name, text] of source) {
    const code = withoutComments(text);
    assert.doesNotMatch(code, /\bconsole\b|\bdebugger\b|sourceMappingURL/, name);
    for (const [found] of code.matchAll(/\b(?:window|globalThis|self)\.\w+ (?:\?\?)?= /g)) assert.equal(found, 'window.Bellhop = ', name);
  }
});

test('W-32 no address of anybody else', () => {
  // The name of SVG is no address; WhatsApp's is a link that a guest may press.
  for (const [name, text] of source)
    for (const [found] of withoutComments(text).matchAll(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z][^\s'"`]*/gi)) assert.ok(/^http:..www.w3.org.2000.svg$|^https:..wa.me.\$/.test(found), `${name}: ${found}`);
});

test('W-32 ids and style rules stay inside the element', () => {
  for (const [name, text] of source) {
    if (name === 'js/preview.js') continue;
    assert.doesNotMatch(withoutComments(text), /document\.(?:head|styleSheets|adoptedStyleSheets)|createElement\('(?:style|script|iframe)'\)|getElementById/, name);
  }
});
