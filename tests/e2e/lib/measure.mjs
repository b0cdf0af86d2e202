// What is measured of a page as it stands in a browser: contrast, targets, the way of the Tab key, words.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Least and greatest contrast of all visible text, by WCAG's formula, times a hundred. The tab needs JavaScript. */
export const contrasts = (page) => page.evaluate(() => {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let least = Infinity, most = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.an, script')) continue;
    const [light, dark] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = Math.floor(((light + 0.05) / (dark + 0.05)) * 100);
    least = Math.min(least, ratio);
    most = Math.max(most, ratio);
  }
  return { least, most };
});

/** What can be touched and is smaller than 44 × 44, but for links within sentences (WCAG 2.5.5). */
export const smallTargets = (page) => page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')].filter((element) => {
  if (!element.checkVisibility({ visibilityProperty: true }) || element.matches('.skip')) return false;
  /* What is ticked is ticked by its words too. */
  const touched = element.matches('[type=checkbox], [type=radio]') ? element.labels[0] ?? element : element;
  const { width, height } = touched.getBoundingClientRect();
  const sentence = element.matches('a') && [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && !element.closest('.tags');
  return !sentence && !element.closest('.body') && (width < 43.5 || height < 43.5);
}).map((element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 30)}” ${Math.round(element.getBoundingClientRect().width)}×${Math.round(element.getBoundingClientRect().height)}`));

/**
 * Goes through the page by the Tab key: gives what is reached, in order, and what is wrong about it: without a visible
 * frame, out of the order of the document, or never reached. Browsers stop several times in a field for a date (day, month,
 * year, calendar): each of these needs the frame, together they are one field.
 */
export async function tabWay(page, most = 400) {
  const all = await page.evaluate(() => {
    /* Of radio buttons one is on the way, and arrows lead to the others. */
    globalThis.way = [...document.querySelectorAll('a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, textarea, summary, [tabindex="0"]')].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    return globalThis.way.length;
  });
  const way = [], faults = [];
  let parts = 0;
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement, style = getComputedStyle(element);
      const name = (element.textContent.trim() || element.getAttribute('aria-label') || element.name || '').replace(/\s+/g, ' ').slice(0, 60);
      return { index: globalThis.way.indexOf(element), isDate: element.type === 'date', name, framed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
    });
    if (at.index < 0) break;
    if (!at.framed) faults.push(`no frame: ${at.name}`);
    parts = at.isDate && at.index === way.at(-1)?.index ? parts + 1 : 0;
    if (parts > 0 && parts < 4) continue;
    if (way.length && at.index <= way.at(-1).index) faults.push(`out of order: ${at.name}`);
    way.push(at);
    if (way.length === all) break;
  }
  if (way.length < all) faults.push(`${all - way.length} of ${all} never reached`);
  return { way: way.map((at) => at.name), faults };
}

/** The words that eyes see. */
export const words = async (page) => new Set((await page.locator('body').innerText()).toLowerCase().match(/[\p{L}\p{N}]+/gu));

export const axeVersion = require('axe-core/package.json').version;
