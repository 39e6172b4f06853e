// What a stranger's browser gets: the server blanks the text of comments line for line when it reads the bundle (docs/widget.md §6, W-H2).

/** In this order, what stands first wins; a slash is a regular expression where no value can end. */
const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\\n])*'|"(?:\\[^]|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|(?<=(?:[(,=:[!&|?{};>\n]|return)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/**
 * A JavaScript file without the text of its comments and the blanks at its lines' ends.
 * @param {string} source
 */
export const blankedScript = (source) =>
  source
    .replace(TOKEN, (token) => (/^\/[/*]/.test(token) ? token.replace(/[^\n]+/g, ' ').replace(/^ (?=\n)/, '') : token))
    .replace(/[ \t]+$/gm, '');

/**
 * A style sheet likewise.
 * @param {string} source
 */
export const blankedStyle = (source) => source.replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]+/g, ' ')).replace(/[ \t]+$/gm, '');
