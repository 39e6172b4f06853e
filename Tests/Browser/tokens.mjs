// Compares the tokens of two scripts, read as JSON from standard input: [[name, one, other], …]. Prints the names of those that differ.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire('/usr/share/nodejs/');
const ts = require('typescript');

/** The texts of all tokens of a script, comments left out. */
function tokensOf(text) {
  const file = ts.createSourceFile('one.js', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const found = [];
  const visit = (node) => {
    // Types of comments are nodes of TypeScript's, but no tokens of the script.
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(file);
    if (children.length) children.forEach(visit); else found.push(node.getText(file));
  };
  visit(file);
  return found;
}

const differ = JSON.parse(readFileSync(0, 'utf8')).filter(([, one, other]) => {
  const [first, second] = [one, other].map(tokensOf);
  return first.length < 2 || JSON.stringify(first) !== JSON.stringify(second);
});
console.log(JSON.stringify(differ.map(([name]) => name)));
