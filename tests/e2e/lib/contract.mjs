// The contract: every answer of the API is one that its OpenAPI description has, checked as it passes by.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const Ajv = require('ajv/dist/2020').default;
const formats = require('ajv-formats').default;
const HERE = path.dirname(fileURLToPath(import.meta.url));

export const description = JSON.parse(fs.readFileSync(path.resolve(HERE, '../../../assets/api/openapi.json'), 'utf8'));

// The kind of content that test builds have in addition (include/store/kind_test.def).
const rows = fs.readFileSync(path.resolve(HERE, '../../../include/store/kind_test.def'), 'utf8');
description.components.schemas.Kind.enum.push(...[...rows.matchAll(/^KIND\(\w+, "(\w+)"/gm)].map((row) => row[1]));

/** The API may grow, so its description leaves objects open; a test wants to hear of a member that is not described. */
function closed(value) {
  if (Array.isArray(value)) return value.map(closed);
  if (!value || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'examples' ? inner : closed(inner)]));
  if (copy.type === 'object' && copy.properties && !('additionalProperties' in copy)) copy.additionalProperties = false;
  return copy;
}

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addSchema(closed({ $id: 'api', components: { schemas: description.components.schemas } }));
const compiled = new Map();

function validator(schema) {
  const key = JSON.stringify(schema);
  if (!compiled.has(key)) compiled.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"api#/components/'))));
  return compiled.get(key);
}

const patterns = Object.keys(description.paths).map((pattern) => ({
  pattern,
  regex: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  fixed: pattern.replace(/\{\w+\}/g, '').length,
})).sort((a, b) => b.fixed - a.fixed);

export const resolve = (value) => (value?.$ref ? value.$ref.slice(2).split('/').reduce((at, part) => at[part], description) : value);

/** The operation of a request, or undefined: {pattern, method, operation}. */
export function operationOf(method, target) {
  const plain = target.split('?')[0];
  const found = patterns.find(({ regex }) => regex.test(plain));
  const name = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = found && description.paths[found.pattern][name];
  return operation && { pattern: found.pattern, method: name.toUpperCase(), operation };
}

const seen = new Set();
const folder = process.env.CONG_COVERAGE;
if (folder) {
  process.once('exit', () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `${process.pid}.txt`), [...seen].map((line) => `${line}\n`).join(''));
  });
}

function check(schema, value, where) {
  const validate = validator(schema);
  assert.ok(validate(value), `${where}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value).slice(0, 800)}`);
}

function checkBody(content, type, text, where) {
  assert.ok(content?.[type], `${where}: ${type} is not described`);
  const { schema } = content[type];
  if (/json$/.test(type) && type !== 'application/x-ndjson') check(schema, JSON.parse(text), where);
  else if (type === 'application/x-ndjson') text.split('\n').filter(Boolean).forEach((line) => check(schema, JSON.parse(line), where));
  else if (type === 'text/event-stream') assert.match(text, /\n$|^$/, where);
}

/** Fails unless the answer is one that the description has. */
export function checkAnswer(method, target, { status, headers, bytes }) {
  const found = operationOf(method, target);
  const type = headers['content-type']?.split(';')[0];
  const where = `${method} ${target}: ${status}`;
  if (!found) {
    if (status >= 400 && bytes.length && type !== 'text/plain') check({ $ref: '#/components/schemas/Problem' }, JSON.parse(bytes), where);
    return;
  }
  const responses = found.operation.responses;
  const response = resolve(responses[status] ?? (status >= 400 ? responses.default : undefined));
  assert.ok(response, `${where} is not described`);
  seen.add(`${found.method} ${found.pattern} ${status}`);
  if (method === 'HEAD' || !bytes.length) {
    // Of lines there may be none.
    const mayBeEmpty = response.content && 'application/x-ndjson' in response.content;
    if (method !== 'HEAD') assert.ok(!response.content || mayBeEmpty, `${where}: no body`);
    return;
  }
  checkBody(response.content, type, bytes.toString('utf8'), where);
}
