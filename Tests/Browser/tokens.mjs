// Compares the tokens of two scripts, read as JSON from standard input: [[name, one, other], …]. Prints the names of those that differ.
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

// The library of the `tsc` that checks the types.
const require = createRequire(realpathSync(execFileSync('which', ['tsc'], { encoding: 'utf8' }).trim()));
const ts = require('../lib/typescript.js');

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
