// Checks workflows and actions as GitHub's own editor does, and prints each finding as 'file:line: message'. The command line
// names the files; one that is called action.yml is an action.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerLogger, validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';

let found = 0;

function report(path, line, message) {
  found++;
  console.log(`${path}:${line}: ${message}`);
}

async function check(path) {
  // What the checker cannot check it only logs.
  const log = message => report(path, 0, message);
  registerLogger({ error: log, warn: log, info() {}, log() {} });
  const document = TextDocument.create(pathToFileURL(resolve(path)).href, 'yaml', 0, readFileSync(path, 'utf8'));
  for (const finding of await validate(document)) {
    report(path, finding.range.start.line + 1, finding.message);
  }
}

async function main(paths) {
  for (const path of paths) {
    await check(path);
  }

  process.exitCode = found === 0 ? 0 : 1;
}

main(process.argv.slice(2));
