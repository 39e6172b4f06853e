// Loads the widget's modules in a document of its own and tells the page above where the first one breaks.
(() => {
  'use strict';
  const tell = (file, line, message) => parent.postMessage({ bellhopCheck: { file, line, message } }, location.origin);
  addEventListener('error', (event) => {
    if (event instanceof ErrorEvent && !event.filename.endsWith('/__dev/check.html')) tell(event.filename, event.lineno, event.message);
  }, true);

  /** Specifiers of a module, static and literal dynamic ones. */
  const IMPORTS = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;
  /** Comments become blanks, so that lines keep their numbers. */
  const withoutComments = (text) => text.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const known = new Set();

  /** The element is not put into this page: its modules alone show nothing. One that is only imported later is an entry of its own. */
  const check = async (path, importer) => {
    if (known.has(path)) return;
    known.add(path);
    const answer = await fetch(path);
    if (!answer.ok) {
      if (importer) tell(importer.path, importer.line, `${path} cannot be imported: ${answer.status}`);
      return;
    }
    const script = document.createElement('script');
    script.type = 'module';
    script.src = path;
    document.head.append(script);
    const text = withoutComments(await answer.text());
    for (const match of text.matchAll(IMPORTS)) {
      const line = text.slice(0, match.index).split('\n').length;
      // The browser's own error for a bare specifier names no place.
      if (/^(\.{0,2}\/|[a-z]+:)/.test(match[2])) await check(new URL(match[2], location.origin + path).pathname, { path, line });
      else tell(path, line, `“${match[2]}” is no path: an import begins with ./ or ../`);
    }
  };
  (async () => {
    const language = navigator.language.split('-')[0];
    // The element names its two parts by where it is itself.
    const parts = ['/js/conversation/conversation.js', '/js/ui/window.js', '/js/lang/en.js', `/js/lang/${language}.js`];
    for (const path of ['/js/openai.js', '/js/chat.js', '/js/element.js', ...parts]) await check(path);
    parent.postMessage({ bellhopChecked: known.size }, location.origin);
  })();
})();
