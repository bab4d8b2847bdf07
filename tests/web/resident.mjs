// A resident with a phone, at a stated pace: how long a form takes, and how far it is scrolled.
//
//     npm run resident     prints it for the standard survey, in each language
//
// Reading costs 0.25 s for each word that is shown for the first time, a tap 1.2 s; typing and waiting cost nothing.

import { fileURLToPath } from 'node:url';

import { launch, openContext } from './chromium.mjs';
import { startOffice } from './office.mjs';

/** Seconds for a word that is shown for the first time, and for a tap. */
const WORD = 0.25;
const TAP = 1.2;

export const PHONE = { width: 390, height: 844 };

/**
 * Fills in the form that a page shows, and sends it: the headline alone, or every closed question of every step.
 * Returns `{ taps, screens, words, seconds }`; `screens` is the way that was scrolled, in heights of the viewport.
 */
export async function fillIn(page, { everything }) {
    const resident = new Resident(page);
    await resident.read();
    for (let first = true; everything || first; first = false) {
        const asked = page.locator('.question:visible');
        for (let place = 0; place < (everything ? await asked.count() : 1); place += 1) await resident.answer(asked.nth(place));
        const next = page.locator('.steps [value=next]');
        if (!everything || (await next.count()) === 0) break;
        await Promise.all([page.waitForEvent('framenavigated'), resident.tap(next)]);
        await page.waitForLoadState();
        await resident.read();
    }
    await resident.tap(page.locator('.steps [value=send], form [type=submit]').first());
    await page.waitForURL('**/thanks*');
    return resident.figures();
}

class Resident {
    #page;
    #words = new Set();
    #taps = 0;
    #scrolled = 0;

    constructor(page) {
        this.#page = page;
    }

    figures() {
        const screens = this.#scrolled / this.#page.viewportSize().height;
        const seconds = this.#words.size * WORD + this.#taps * TAP;
        return { taps: this.#taps, screens: round(screens), words: this.#words.size, seconds: round(seconds) };
    }

    /** Reads what is in sight. */
    async read() {
        for (const word of await this.#page.evaluate(listWords)) this.#words.add(word);
    }

    /** Answers a question: as many options as it takes, or the last but one of a scale. Nothing is typed. */
    async answer(question) {
        await this.#look(question);
        const several = question.locator('.options[data-most]');
        const most = (await several.count()) > 0 ? Number(await several.getAttribute('data-most')) : 1;
        const choices = question.locator('.face, .point, .option');
        const count = await choices.count();
        if (count === 0) return;
        const isScale = (await question.locator('.face, .point').count()) > 0;
        const places = isScale ? [count - 2] : [...Array(Math.min(most, count)).keys()];
        for (const place of places) await this.tap(choices.nth(place));
        await this.read();
    }

    async tap(target) {
        await this.#look(target);
        await target.click();
        this.#taps += 1;
    }

    /** Scrolls as far as it takes to see something, if it is not in sight. */
    async #look(target) {
        this.#scrolled += await target.evaluate((element) => {
            const before = scrollY;
            element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
            return Math.abs(scrollY - before);
        });
        await this.read();
    }
}

/** The words in sight. Runs inside the page. */
function listWords() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const words = new Set();
    while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode;
        if (!data.trim() || !parentElement.checkVisibility({ visibilityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const { top, bottom } = range.getBoundingClientRect();
        if (bottom <= 0 || top >= innerHeight) continue;
        let clipped = false;
        for (let element = parentElement; element; element = element.parentElement) {
            clipped ||= getComputedStyle(element).clipPath !== 'none';
        }
        if (clipped) continue;
        for (const word of data.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []) words.add(word);
    }
    return [...words];
}

function round(number) {
    return Math.round(number * 10) / 10;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const office = await startOffice();
    const browser = await launch();
    for (const language of ['pl', 'en', 'uk', 'de']) {
        for (const everything of [false, true]) {
            const context = await openContext(browser, { baseURL: office.origin, viewport: PHONE });
            const page = await context.newPage();
            await page.goto(`/s/obsluga/KM?lang=${language}`);
            const { taps, screens, words, seconds } = await fillIn(page, { everything });
            const what = everything ? 'everything' : 'the headline';
            process.stdout.write(`${language}, ${what}: ${seconds} s (${words} words, ${taps} taps), ${screens} screens scrolled\n`);
            await context.close();
        }
    }
    await browser.close();
}
