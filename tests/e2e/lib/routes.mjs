// The table of addresses as the compiler sees it, its macros and the rows of kinds written out, so that a new row is in every test
// of all addresses by itself.
import { spawnSync } from 'node:child_process';
import { ROOT } from './portal.mjs';

export const ROLES = ['NONE', 'READER', 'AUTHOR', 'EDITOR', 'ADMIN'];

/** [{method, pattern, answer, needed}]: '/quan-tri/bai/{id}', 'STAFF', and the least role as its place in ROLES. */
export function routeRows() {
  const written = spawnSync('cc', ['-E', '-P', '-Iinclude', '-Idaemon/route', 'daemon/route/table.c'], { cwd: ROOT, encoding: 'utf8' }).stdout;
  return [...written.matchAll(/\{\s*METHOD_(\w+),\s*((?:"[^"]*"\s*)+),\s*\w+,\s*ANSWER_(\w+),\s*ROLE_(\w+),/g)].map(([, method, parts, answer, role]) => ({
    method, pattern: [...parts.matchAll(/"([^"]*)"/g)].map((part) => part[1]).join(''), answer, needed: ROLES.indexOf(role),
  }));
}
