// Lines of the log as people read them: "2026-11-29 13:05:02 +07 warn event: what happened key=value …".
const LINE = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) \+07 (error|warn|info|debug) ([a-z][a-z0-9_]*): ((?:[^=]*? )?[^= ]*?)((?: [a-z0-9_]+=(?:"(?:[^"\\]|\\.)*"|[^\s"=\\]*))*)$/;
const FIELD = / ([a-z0-9_]+)=("(?:[^"\\]|\\.)*"|[^\s"=\\]*)/g;

/** The parts of a line, values without their quotes; null for what is none. */
export function parseLine(line) {
  const found = line.match(LINE);
  if (!found) return null;
  const fields = {};
  for (const [, key, value] of found[5].matchAll(FIELD)) fields[key] = value.startsWith('"') ? JSON.parse(value) : value;
  return { time: found[1], level: found[2], event: found[3], message: found[4], fields };
}

/** Those of a text that are whole, and lines of the log. */
export const linesOf = (text) => text.split('\n').slice(0, -1).map(parseLine).filter(Boolean);

/** What the log has in place of an address: FNV-1a, 64 bits. */
export function addressHash(address) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(address)) sum = ((sum ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return sum.toString(16).padStart(16, '0');
}
