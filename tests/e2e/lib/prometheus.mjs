// A strict reader of Prometheus's text form 0.0.4: what it takes, Prometheus takes.
import assert from 'node:assert/strict';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,(?=[a-zA-Z_])|$)/y;

function labelsOf(text, line) {
  const labels = {};
  LABEL.lastIndex = 0;
  while (text && LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text);
    assert.ok(match, `labels: ${line}`);
    assert.ok(!(match[1] in labels), `a label twice: ${line}`);
    labels[match[1]] = match[2].replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

/** The family that a sample belongs to: a histogram's have three endings. */
const familyOf = (name, family) => (family?.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name);

function checkHistogram(family) {
  const series = new Map();
  for (const { name, labels, value } of family.samples) {
    const { le, ...others } = labels;
    const key = JSON.stringify(others);
    if (!series.has(key)) series.set(key, { buckets: [], sum: undefined, count: undefined });
    const one = series.get(key);
    if (name.endsWith('_bucket')) one.buckets.push([le, value]);
    else if (name.endsWith('_sum')) one.sum = value;
    else one.count = value;
  }
  for (const [key, { buckets, sum, count }] of series) {
    const where = `${family.name}${key}`;
    assert.ok(sum !== undefined && count !== undefined, `${where} has sum and count`);
    assert.equal(buckets.at(-1)[0], '+Inf', where);
    assert.equal(buckets.at(-1)[1], count, `${where}: the last bucket is the count`);
    for (let i = 1; i < buckets.length; i++) {
      assert.ok(buckets[i][0] === '+Inf' || Number(buckets[i][0]) > Number(buckets[i - 1][0]), `${where}: bounds rise`);
      assert.ok(buckets[i][1] >= buckets[i - 1][1], `${where}: buckets count all below`);
    }
  }
}

function checkFamily(family) {
  const { name, type, samples } = family;
  assert.ok(family.help, `${name} says what it is`);
  assert.ok(samples.length || type === 'histogram', `${name} has a sample`);
  const keys = samples.map((sample) => JSON.stringify([sample.name, sample.labels]));
  assert.equal(new Set(keys).size, keys.length, `${name}: a series twice`);
  if (type === 'counter') assert.match(name, /_total$/);
  else assert.doesNotMatch(name, /_(total|count|sum|bucket)$/);
  if (type === 'counter') samples.forEach(({ value }) => assert.ok(value >= 0, name));
  if (type === 'histogram') checkHistogram(family);
}

/** Reads all of it, or fails; gives {families, value(name, labels)}. */
export function readMetrics(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map();
  let family;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, what, name, rest] = line.match(/^# (HELP|TYPE) (\S+) (.+)$/) ?? [];
    if (what === 'HELP') {
      assert.match(name, NAME);
      assert.ok(!families.has(name), `${name} comes twice`);
      family = { name, help: rest, samples: [] };
      families.set(name, family);
    } else if (what === 'TYPE') {
      assert.equal(name, family?.name, line);
      assert.ok(!family.type && ['counter', 'gauge', 'histogram'].includes(rest), line);
      family.type = rest;
    } else {
      const match = line.match(SAMPLE);
      assert.ok(match, `no sample: ${line}`);
      assert.ok(family?.type, `a sample before its type: ${line}`);
      assert.equal(familyOf(match[1], family), family.name, `a sample outside of its family: ${line}`);
      family.samples.push({ name: match[1], labels: labelsOf(match[2], line), value: Number(match[3].replace('Inf', 'Infinity')) });
    }
  }
  for (const one of families.values()) checkFamily(one);
  const samples = [...families.values()].flatMap((one) => one.samples);
  return {
    families,
    samples,
    /** The sum of the samples of that name whose labels have all of these. */
    value(name, labels = {}) {
      const found = samples.filter((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
      return found.length ? found.reduce((sum, sample) => sum + sample.value, 0) : undefined;
    },
  };
}
