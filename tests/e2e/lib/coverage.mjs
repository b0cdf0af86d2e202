// Prints which operations of the API were exercised, from what contract.mjs left in a folder. Fails unless all were.
import fs from 'node:fs';
import path from 'node:path';
import { description } from './contract.mjs';

const folder = process.argv[2];
const seen = new Set(fs.readdirSync(folder).flatMap((file) => fs.readFileSync(path.join(folder, file), 'utf8').split('\n').filter(Boolean)));
let missing = 0;
let count = 0;
for (const [pattern, item] of Object.entries(description.paths)) {
  for (const method of Object.keys(item)) {
    const name = `${method.toUpperCase()} ${pattern}`;
    const statuses = [...seen].filter((line) => line.startsWith(`${name} `)).map((line) => line.split(' ').pop()).sort();
    const good = statuses.some((status) => status < 400);
    count++;
    missing += !good;
    console.log(`${good ? '     ' : 'NEVER'} ${name}: ${statuses.join(' ')}`);
  }
}
console.log(`${count - missing} of ${count} operations answered well at least once; ${seen.size} kinds of answer, all as described`);
process.exit(missing ? 1 : 0);
