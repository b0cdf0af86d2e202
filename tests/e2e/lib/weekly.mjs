// The ten things that an office does every week, and the four ways in which each is tried: with how many actions (a press, a field that is
// filled in, a file that is chosen) it was done. `./dev tasks` runs all and reads what was noted.
import assert from 'node:assert/strict';
import fs from 'node:fs';

export const WAYS = ['with JavaScript', 'without JavaScript', 'on a phone', 'by keyboard'];

/** Each with the most actions it may take. */
export const TASKS = {
  'a post with photos': 12, 'a notice with its PDF': 8, 'a word is mended': 6, 'an article is approved': 5, 'a schedule': 8, 'a pin': 5,
  'an album': 9, 'the banner of the week': 12, 'taken down and brought back': 7, 'the figures of a month': 7,
};

/** A task was done: never in more actions than it may take. With CONG_TASKS_FILE it is noted there. */
export function taskDone(task, way, actions) {
  assert.ok(task in TASKS && WAYS.includes(way), `${task}, ${way}`);
  assert.ok(actions <= TASKS[task], `${actions} actions, ${TASKS[task]} at most`);
  if (process.env.CONG_TASKS_FILE) fs.appendFileSync(process.env.CONG_TASKS_FILE, `${JSON.stringify({ task, way, actions })}\n`);
}
