// A portal whose day does not end while a test counts: days are Vietnam's and end at 17:00 UTC, and whoever reads before and
// after is two visits, of two days.
import { World } from '../../fault/lib/world.mjs';
import { Portal } from './portal.mjs';

const DAY_MS = 86_400_000, ZONE_MS = 7 * 3_600_000, HOUR_MS = 3_600_000;

/** As startPortal(). In the last hour of a day the portal's clock is an hour behind, which `portal.now()` tells; with
 * CONG_LAST_HOUR at any time, to see that nothing depends on it. */
export async function startPortalWithinADay(options) {
  const left = DAY_MS - ((Date.now() + ZONE_MS) % DAY_MS);
  const world = (left < HOUR_MS || process.env.CONG_LAST_HOUR) && new World();
  if (world) world.setClock(Date.now() - HOUR_MS);
  const portal = world ? world.portal(options) : new Portal(options);
  portal.now = () => (world ? world.now() : Date.now());
  return portal.start();
}
