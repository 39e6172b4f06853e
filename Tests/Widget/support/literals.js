/**
 * The string literals of a JavaScript file in their order, with the text before them on their line. Comments and regular expressions
 * are passed over; of a template, the fixed parts are taken.
 * @param {string} source
 * @returns {{text: string, before: string}[]}
 */
export function literals(source) {
  // In this order, what stands first wins; a slash is a regular expression where no value can end.
  const token =
    /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|(?<=[(,=:[!&|?{};>\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;
  return [...source.matchAll(token)]
    .filter(([found]) => /^['"`]/.test(found))
    .map((found) => ({
      text: found[0].slice(1, -1).replace(/\$\{[^}]*\}/g, ' '),
      before: source.slice(source.lastIndexOf('\n', found.index) + 1, found.index),
    }));
}
