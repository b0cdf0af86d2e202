// What every problem document must be (RFC 9457 and the portal's own rules).
import assert from 'node:assert/strict';

/**
 * `status` and `type` (the last part of its address) may be lists of those that will do. `pointer` and
 * `parameter` name a fault that must be among the errors.
 */
export function assertProblem(answer, status, type, { pointer, parameter, detail } = {}) {
  const say = `${answer.status} ${answer.text.slice(0, 600)}`;
  assert.ok([status].flat().includes(answer.status), `expected ${status}, got ${say}`);
  assert.equal(answer.headers['content-type'], 'application/problem+json', say);
  const problem = answer.json;
  if (type) assert.ok([type].flat().some((name) => problem.type.endsWith(`/problems/${name}`)), `expected ${type}, got ${say}`);
  assert.equal(problem.status, answer.status);
  assert.ok(problem.title, 'a problem has a title');
  assert.ok(problem.detail || problem.errors?.length, `a problem says what is wrong: ${say}`);
  assert.match(problem.instance, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(answer.headers['cache-control'] ?? '', /no-store/);
  for (const error of problem.errors ?? []) {
    assert.ok(error.detail, `each error says what is wrong: ${say}`);
    assert.ok(('pointer' in error) !== ('parameter' in error), `each error is somewhere: ${say}`);
  }
  if (pointer !== undefined) assert.ok(problem.errors?.some((error) => error.pointer === pointer), `no fault at ${pointer}: ${say}`);
  if (parameter) assert.ok(problem.errors?.some((error) => error.parameter === parameter), `no fault of ${parameter}: ${say}`);
  if (detail) assert.match(JSON.stringify(problem), detail);
  return problem;
}
