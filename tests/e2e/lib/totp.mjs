// One-time codes as an authenticator app makes them (RFC 6238).
import { createHmac } from 'node:crypto';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The half minute that it is. */
export const halfMinute = () => Math.floor(Date.now() / 30000);

/** The code of a secret in Base32, `steps` of half a minute from now. */
export function totp(secret, steps = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(halfMinute() + steps));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}
