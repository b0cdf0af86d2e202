// A portal in a world of the test's making: its clock, work that takes long, and a disk that is full when the test says so.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Portal, scratch } from '../../e2e/lib/portal.mjs';

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'world.c');

export class World {
  constructor() {
    const folder = scratch();
    this.file = path.join(folder, 'world');
    this.preload = path.join(folder, 'world.so');
    const done = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-o', this.preload, SOURCE, '-ldl'], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    this.aheadMs = 0;
    this.isFull = false;
    this.lookMs = 0;
    this.room = 0;
    this.change({});
  }

  /** Takes effect at once, in every process of this world. */
  change({ aheadMs = this.aheadMs, isFull = this.isFull, lookMs = this.lookMs, room = this.room }) {
    Object.assign(this, { aheadMs, isFull, lookMs, room });
    const bytes = Buffer.alloc(32);
    bytes.writeBigInt64LE(BigInt(aheadMs));
    bytes.writeBigInt64LE(BigInt(isFull), 8);
    bytes.writeBigInt64LE(BigInt(lookMs), 16);
    bytes.writeBigInt64LE(BigInt(room), 24);
    const fd = fs.openSync(this.file, fs.existsSync(this.file) ? 'r+' : 'w');
    fs.writeSync(fd, bytes, 0, bytes.length, 0);
    fs.closeSync(fd);
  }

  now() {
    return Date.now() + this.aheadMs;
  }

  /** Sets the clock to an instant. */
  setClock(ms) {
    this.change({ aheadMs: Math.round(ms - Date.now()) });
  }

  portal({ env = {}, ...options } = {}) {
    return new Portal({
      ...options,
      env: {
        LD_PRELOAD: this.preload, CONG_WORLD: this.file,
        ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0:verify_asan_link_order=0', ...env,
      },
    });
  }
}
