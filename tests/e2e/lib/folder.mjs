// What lies below a folder, as every node reads it: 18 cannot list bare names where a socket lies among them.
import fs from 'node:fs';
import path from 'node:path';

/** Whole paths, folders too. */
export const below = (folder) => entries(folder).map(whole);

/** Whole paths of files alone. */
export const filesBelow = (folder) => entries(folder).filter((one) => one.isFile()).map(whole);

const entries = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true });
const whole = (one) => path.join(one.parentPath ?? one.path, one.name);
