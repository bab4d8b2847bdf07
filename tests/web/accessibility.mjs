// Whether everybody can use a page: axe-core with all its rules, the keyboard alone, and what a screen reader says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Room around an element that its focus may be drawn in, in pixels. */
const MARGIN = 4;

/**
 * Fails unless axe-core finds nothing wrong on a page as it is now, with every rule that it has: best practices,
 * experimental ones and level AAA too. What axe cannot decide is printed, for a person to look at.
 * `except` names a rule and the reason why it does not hold here: `{ 'color-contrast-enhanced': 'the poster is paper' }`.
 */
export async function assertAccessible(t, page, { except = {} } = {}) {
    const { violations, incomplete } = await examine(page);
    const lines = incomplete.filter(({ id }) => !(id in except)).flatMap(describe);
    for (const line of lines) t.diagnostic(`axe cannot tell: ${line}`);
    assert.deepEqual(violations.filter(({ id }) => !(id in except)).flatMap(describe), [], page.url());
}

/** What axe-core says of a page and all its frames. */
export async function examine(page) {
    const worlds = await openWorlds(page);
    for (const world of worlds) await world(`${AXE}; axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })`);
    return worlds[0](`
        axe.run(document, {
            rules: Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }])),
            resultTypes: ['violations', 'incomplete'],
        })
    `);
}

/**
 * A way to evaluate in each frame, the page's own first, in a world beside the page's scripts: no policy forbids it, no
 * halted clock stops it, and the page's scripts do not meet it.
 */
async function openWorlds(page) {
    const context = page.context();
    const sessions = [await context.newCDPSession(page)];
    for (const frame of page.frames().slice(1)) {
        // Only a frame of another site has a session of its own; the others are in the one of the page around them.
        const own = await context.newCDPSession(frame).catch(() => undefined);
        if (own) sessions.push(own);
    }
    const worlds = [];
    for (const session of sessions) {
        const { frameTree } = await session.send('Page.getFrameTree');
        for (const frameId of listFrames(frameTree)) worlds.push(await openWorld(session, frameId));
    }
    return worlds;
}

function listFrames({ frame, childFrames = [] }) {
    return [frame.id, ...childFrames.flatMap(listFrames)];
}

async function openWorld(session, frameId) {
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId, worldName: 'axe' });
    return async (expression) => {
        const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
            contextId: executionContextId,
            expression,
            awaitPromise: true,
            returnByValue: true,
        });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
    };
}

function describe({ id, help, nodes }) {
    return nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`);
}

/**
 * Walks a page by the Tab key alone, from where the focus is until it comes around, and returns what a screen reader
 * would call each stop: `['link "Przejdź do treści"', 'radio "Bardzo dobrze"']`. Fails where a person could not see the
 * focus, and in a trap.
 */
export async function walk(page, { key = 'Tab', most = 200 } = {}) {
    const stops = [];
    const known = new Map();
    for (;;) {
        await page.keyboard.press(key);
        const focus = await findFocus(page);
        const again = focus ? await recall(known, focus, stops.length) : 0;
        const last = stops.at(-1);
        // Day, month and year of a date are stops of one field.
        if (last && again === stops.length - 1 && (await focus?.element.evaluate(({ type }) => type === 'date'))) continue;
        if (last && last.picture.equals(await photograph(page, last.area))) {
            throw new Error(`nobody sees that the focus is on ${last.name}`);
        }
        if (again === 0) return stops.map(({ name }) => name);
        if (again > 0 || stops.length === most) throw new Error(`the focus does not leave ${last.name}`);
        const area = await measure(page, focus.element);
        stops.push({ area, name: await nameFocus(focus.frame), picture: await photograph(page, area) });
    }
}

/** What a screen reader would say of a page, line by line: `heading "Jak ocenia Pani/Pan obsługę?" [level=1]`. */
export async function readAloud(page, selector = 'body') {
    const lines = (await page.locator(selector).ariaSnapshot()).split('\n');
    return lines.map((line) => line.replace(/^\s*- /, '').replace(/:$/, ''));
}

/** The element with the focus, through frames and shadow roots; nothing when the browser itself has it. */
async function findFocus(page) {
    let frame = page.mainFrame();
    for (;;) {
        const handle = await frame.evaluateHandle(() => {
            let active = document.activeElement;
            while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
            return active === document.body || active === document.documentElement ? null : active;
        });
        const element = handle.asElement();
        const inner = await element?.contentFrame();
        if (!inner) return element ? { element, frame } : undefined;
        frame = inner;
    }
}

/** Which stop an element was already, which the page itself remembers; -1 when it is a new one. */
async function recall(known, { element, frame }, next) {
    if (!known.has(frame)) known.set(frame, await frame.evaluateHandle(() => new Map()));
    return known.get(frame).evaluate(
        (stops, [element, next]) => {
            const stop = stops.get(element) ?? -1;
            if (stop < 0) stops.set(element, next);
            return stop;
        },
        [element, next],
    );
}

async function nameFocus(frame) {
    const [line] = (await frame.locator(':focus').last().ariaSnapshot()).split('\n');
    return line.replace(/^- /, '').replace(/:.*$/, '').replace(/ \[active\]/, '');
}

/** Where an element is on the page, with its labels, which may show the focus in its place. */
async function measure(page, element) {
    const box = await element.boundingBox();
    const room = await element.evaluate((element) => {
        const own = element.getBoundingClientRect();
        const all = [own, ...[...(element.labels ?? [])].map((label) => label.getBoundingClientRect())];
        return {
            left: own.left - Math.min(...all.map(({ left }) => left)),
            top: own.top - Math.min(...all.map(({ top }) => top)),
            right: Math.max(...all.map(({ right }) => right)) - own.right,
            bottom: Math.max(...all.map(({ bottom }) => bottom)) - own.bottom,
        };
    });
    const scroll = await page.evaluate(() => ({ x: scrollX, y: scrollY }));
    const x = Math.max(0, box.x + scroll.x - room.left - MARGIN);
    const y = Math.max(0, box.y + scroll.y - room.top - MARGIN);
    const width = room.left + box.width + room.right + 2 * MARGIN;
    const height = room.top + box.height + room.bottom + 2 * MARGIN;
    return { x, y, width, height };
}

function photograph(page, clip) {
    return page.screenshot({ clip, fullPage: true, animations: 'disabled', caret: 'hide' });
}
