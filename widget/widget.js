// The loader: puts one <bellhop-chat> on the page and fetches the rest from the server this file came from.
(() => {
  'use strict';
  const script = document.currentScript;
  const before = window.Bellhop;
  if (!script || before?.version || document.querySelector('bellhop-chat')) return;
  const version = '__BELLHOP_VERSION__';
  const base = script.src.replace(/(\/w\/[0-9a-f]{12})?\/widget\.js([?#].*)?$/, '');
  const root = /^[0-9a-f]{12}$/.test(version) ? `${base}/w/${version}` : base;

  // Every call waits for the element and the calls before it, but not for an answer's end.
  let isThere;
  const made = new Promise((resolve) => { isThere = resolve; });
  let turn = made;
  const api = { version, q: { push: (...calls) => { for (const [name, ...args] of calls) if (name !== 'q') api[name]?.(...args); } } };
  for (const name of ['open', 'close', 'toggle', 'send', 'newChat', 'setLanguage', 'setTheme', 'destroy', 'showRoom']) {
    api[name] = (...args) => {
      const result = (name === 'destroy' ? made : turn).then((element) => element.call(name, ...args));
      if (name !== 'send') turn = result.then(() => made, () => made);
      return result;
    };
  }
  api.on = (type, action) => {
    let isOff = false;
    let off = () => { isOff = true; };
    made.then((element) => { if (!isOff) off = element.on(type, action); });
    return () => off();
  };
  window.Bellhop = api;
  if (Array.isArray(before?.q)) api.q.push(...before.q);

  // A browser may remember that a file failed: once more, from the files' other address.
  const load = (from) => Promise.all(['element', 'i18n/language'].map((name) => import(`${from}/js/${name}.js`)));
  const start = async () => {
    await load(root).catch(() => load(base));
    let element = document.querySelector('bellhop-chat');
    if (!element) {
      element = document.createElement('bellhop-chat');
      for (const { name, value } of script.attributes) if (name.startsWith('data-')) element.setAttribute(name, value);
      if (!element.hasAttribute('data-endpoint')) element.setAttribute('data-endpoint', base);
      element.place();
    }
    isThere(element);
  };
  if (document.body) start().catch(() => {}); else document.addEventListener('DOMContentLoaded', () => start().catch(() => {}), { once: true });
})();
