// The kiosk in the lobby: paired once, it asks one visitor after another, with a network or without, and loses nothing.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { openNetwork } from './network.mjs';
import { startOffice, until } from './office.mjs';

const KIOSK = { name: 'Hol', survey: 'obsluga', department: 'KM', site: 'ul. Kochanowskiego 10', languages: ['pl', 'en', 'uk', 'de'] };
const TABLET = { storage: ['ankieta-kiosk', 'kiosk'], viewport: { width: 1280, height: 800 } };

async function setUp(office, settings = {}) {
    const made = await office.api('POST', '/api/v1/kiosks', { ...KIOSK, ...settings }, office.administrator);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
}

/** A tablet that is paired and shows its start screen. Its clock is the test's; `time` is what it is set to. */
async function openKiosk(t, office, { settings, place = office, time, prepare = () => {}, ...options } = {}) {
    const { kiosk, pairing } = await setUp(office, settings);
    const visitor = await visit(t, place, { ...TABLET, ...options });
    const { page } = visitor;
    await page.clock.install({ time });
    await prepare(page);
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Sparuj tablet' }).click();
    await page.locator('[data-screen]:visible').first().waitFor();
    await settle(page);
    await until('it opens without a network', () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration('/kiosk')).active)));
    return { ...visitor, kiosk };
}

/** A day as the office writes it, so many days from now. */
function inDays(days) {
    return new Date(Date.now() + days * 24 * 60 * 60_000).toLocaleDateString('sv', { timeZone: 'Europe/Warsaw' });
}

/** What a new screen takes nothing in. */
const settle = (page) => page.clock.runFor(600);
const shown = async (page, code = 'OVERALL') => {
    await page.locator(`[data-code="${code}"][data-screen="question"]:visible`).waitFor();
    await settle(page);
};
/** Taps a choice of the headline, and lets the screen go on. */
const tap = async (page, value, code = 'OVERALL') => {
    await page.locator(`#${code} input[value="${value}"]`).check({ force: true });
    await page.clock.runFor(350);
};
const thanks = (page) => page.locator('[data-screen="thanks"]:visible').waitFor();
const finish = (page) => page.locator('[data-action="finish"]:visible').click();
const second = async (page) => {
    await page.locator('[data-screen="question"]:visible:not([data-code="OVERALL"])').waitFor();
    await settle(page);
};
const closed = (page) => page.locator('#closed:visible').waitFor();
/** Time enough for the tablet to report, and the answer. */
const report = async (page) => {
    const answer = page.waitForResponse(/heartbeat$/);
    await page.clock.fastForward(6 * 60_000);
    await answer;
};

/** Publishes a survey of one rating and what else is asked. */
async function publish(office, slug, questions) {
    const labels = ['1', '2', '3', '4', '5'].map((pl) => ({ pl }));
    const rating = { code: 'OVERALL', kind: 'rating', scale: 5, text: { pl: 'Jak było?' }, required: true, kiosk: true };
    const questionnaire = {
        title: { pl: 'Próba' }, languages: ['pl'], headline: 'OVERALL', departments: ['KM'],
        rating_labels: labels, na_label: { pl: 'nie dotyczy' }, questions: [rating, ...questions],
    };
    const made = await office.api('POST', '/api/v1/surveys', { slug, questionnaire }, office.administrator);
    assert.ok(made.status < 300, JSON.stringify(made.body));
    const published = await office.api('POST', `/api/v1/surveys/${slug}/versions`, undefined, office.administrator);
    assert.ok(published.status < 300, JSON.stringify(published.body));
}

/** What the tablet keeps. */
const kept = (page) =>
    page.evaluate(async () => {
        const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const database = await done(indexedDB.open('ankieta-kiosk'));
        const all = (name) => done(database.transaction(name).objectStore(name).getAll());
        const [queue, refused] = [await all('queue'), await all('refused')];
        const draft = await done(database.transaction('device').objectStore('device').get('draft'));
        database.close();
        return { queue, refused, draft };
    });

test('a tablet is paired by three words, once', async (t) => {
    const office = await startOffice();
    const { pairing } = await setUp(office);
    const { page } = await visit(t, office, { ...TABLET, expected: [/404/] });
    await page.clock.install();
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').waitFor();
    await assertAccessible(t, page);
    await page.getByLabel('Kod z trzech słów').fill('rower-rower-rower');
    await page.getByRole('button', { name: 'Sparuj tablet' }).click();
    await page.getByText('Ten kod jest nieznany').waitFor();
    // The code of a QR picture stands in the address, and does not stay there.
    await page.goto(`/kiosk#${pairing.code}`);
    await page.reload();
    await page.goto('about:blank');
    await page.goto(`/kiosk#${pairing.code}`);
    await page.getByRole('button', { name: 'Sparuj tablet' }).click();
    await shown(page);
    assert.equal(new URL(page.url()).hash, '');
    const again = await office.api('POST', '/api/v1/kiosks/pairing', { code: pairing.code });
    assert.equal(again.status, 404);
});

test('a tap counts, and the next person sees nothing of the last one', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { settings: { cooldown_seconds: 8 } });
    await tap(page, 2);
    await until('the tap is written down', async () => (await kept(page)).draft?.answers.OVERALL === 2);
    await shown(page, 'REASON');
    await page.locator('#REASON input[value="time"]').check({ force: true });
    await finish(page);
    await thanks(page);
    await page.clock.runFor(5_000);
    await shown(page);
    assert.equal(await page.locator('#stage input:checked').count(), 0);
    // The lock between two people.
    const inert = () => page.locator('[data-screen="question"]:visible').getAttribute('inert');
    assert.equal(await inert(), '');
    await page.clock.runFor(8_000);
    assert.equal(await inert(), null);
    await tap(page, 5);
    await second(page);
    assert.equal(await page.locator('[data-code="REASON"]:visible').count(), 0);
    assert.equal(await page.locator('#stage input:checked:visible').count(), 0);
    // A reload in the middle: what was tapped counts, and nobody sees it.
    await until('the second tap is written down', async () => (await kept(page)).draft?.answers.OVERALL === 5);
    await page.reload();
    await shown(page);
    assert.equal(await page.locator('#stage input:checked').count(), 0);
    await until('both are stored', async () => (await office.stored()).responses === 2);
    const channels = (await office.tables()).responses.map((row) => JSON.stringify(row));
    assert.ok(channels.every((row) => row.includes('kiosk')), channels[0]);
});

test('at most five more questions are asked', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 1);
    const asked = [];
    while (!(await page.locator('[data-screen="thanks"]:visible').count())) {
        asked.push(await page.locator('[data-screen="question"]:visible').getAttribute('data-code'));
        assert.ok(asked.length <= 5, asked.join());
        await settle(page);
        await page.locator('[data-action="skip"]:visible').click();
        await page.locator(`[data-screen="thanks"]:visible, [data-screen="question"]:visible:not([data-code="${asked.at(-1)}"])`).waitFor();
    }
    assert.equal(asked[0], 'REASON');
    assert.equal(new Set(asked).size, 5);
});

test('who leaves is asked once, and then forgotten: the rating is kept, words are not', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 4);
    await second(page);
    await page.clock.runFor(45_000);
    const stay = page.getByRole('button', { name: 'Jeszcze jestem' });
    await stay.waitFor();
    await assertAccessible(t, page);
    await stay.click();
    await stay.waitFor({ state: 'hidden' });
    await page.clock.runFor(44_000);
    assert.equal(await stay.isVisible(), false);
    await page.clock.runFor(1_000);
    await stay.waitFor();
    await page.clock.runFor(15_000);
    await shown(page);
    await until('the rating is stored', async () => (await office.stored()).responses === 1);
});

test('a touch beside the warning keeps nothing in sight', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 2);
    await shown(page, 'REASON');
    await page.clock.runFor(45_000);
    await page.locator('#stage dialog[open]').waitFor();
    await page.mouse.click(5, 790);
    await page.keyboard.press('Tab');
    await page.clock.runFor(15_000);
    await shown(page);
    assert.equal(await page.locator('#stage dialog[open]').count(), 0);
});

test('what is typed is stored when somebody finishes, not when they skip it or leave', async (t) => {
    const office = await startOffice();
    await publish(office, 'slowa', [{ code: 'WORDS', kind: 'text', max_length: 500, kiosk: true, text: { pl: 'Co poprawić?' } }]);
    const { page } = await openKiosk(t, office, { settings: { survey: 'slowa', languages: ['pl'], cooldown_seconds: 1 } });
    const type = async (text) => {
        await tap(page, 4);
        await shown(page, 'WORDS');
        assert.equal(await page.locator('textarea').inputValue(), '');
        await page.locator('textarea').fill(text);
    };
    await type('Nie zdążę');
    await until('the tap is written down', async () => (await kept(page)).draft?.answers.OVERALL === 4);
    assert.doesNotMatch(JSON.stringify(await kept(page)), /zdążę/);
    await page.clock.runFor(60_000);
    await shown(page);
    await page.clock.runFor(1_000);
    await until('the rating is stored', async () => (await office.stored()).responses === 1);
    assert.equal((await office.stored()).comments, 0);
    await type('Jednak nie');
    await page.locator('[data-action="skip"]:visible').click();
    await thanks(page);
    await page.clock.runFor(5_000);
    await shown(page);
    await until('the rating is stored', async () => (await office.stored()).responses === 2);
    assert.equal((await office.stored()).comments, 0);
    await type('Więcej krzeseł');
    await finish(page);
    await until('all are stored', async () => (await office.stored()).responses === 3);
    assert.match(JSON.stringify((await office.tables()).comments), /Więcej krzeseł/);
});

test('a visit that was never closed counts when the next one begins', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await page.evaluate(async () => {
        const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const database = await done(indexedDB.open('ankieta-kiosk'));
        const answers = { OVERALL: 1 };
        const draft = { id: crypto.randomUUID(), survey: 'obsluga', version: 1, department: 'KM', language: 'pl', answers };
        await done(database.transaction('device', 'readwrite').objectStore('device').put(draft, 'draft'));
        database.close();
    });
    await tap(page, 5);
    await second(page);
    await finish(page);
    await until('both are stored', async () => (await office.stored()).responses === 2);
});

test('what an administrator changes is shown at once where nobody stands, and a newer program is looked for', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const { page, kiosk } = await openKiosk(t, office, { place: network });
    const changed = { ...KIOSK, department: 'GN', languages: ['de', 'pl'] };
    const answer = await office.api('PUT', `/api/v1/kiosks/${kiosk.id}`, changed, office.administrator);
    assert.equal(answer.status, 200);
    const before = network.asked(/worker\.js/).length;
    await page.clock.fastForward(6 * 60_000);
    await page.locator('#stage [lang="de"] [data-code="OVERALL"]:visible').first().waitFor();
    await until('a newer program is looked for', () => network.asked(/worker\.js/).length > before);
    await settle(page);
    await tap(page, 5);
    await second(page);
    await finish(page);
    await until('it is stored', async () => JSON.stringify((await office.tables()).responses ?? []).includes('GN'));
});

test('nothing of a visit is left after a crash, or behind the back button', async (t) => {
    const office = await startOffice();
    const profile = await mkdtemp(join(tmpdir(), 'ankieta-tablet-'));
    const first = await openKiosk(t, office, { profile });
    await tap(first.page, 1);
    await shown(first.page, 'REASON');
    await first.page.locator('#REASON input[value="info"]').check({ force: true });
    await until('it is written down', async () => Boolean((await kept(first.page)).draft?.answers.REASON));
    await first.crash();
    const { page } = await visit(t, office, { ...TABLET, profile });
    await page.clock.install();
    t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    await page.goto('/kiosk');
    await shown(page);
    assert.equal(await page.locator('#stage input:checked').count(), 0);
    await until('what was tapped is stored', async () => (await office.stored()).responses === 1);
    assert.deepEqual(await kept(page), { queue: [], refused: [], draft: undefined });
    await tap(page, 4);
    await second(page);
    await page.goto('/kiosk/guide');
    await page.goBack();
    await shown(page);
    assert.equal(await page.locator('#stage input:checked').count(), 0);
    await until('this one is stored too', async () => (await office.stored()).responses === 2);
});

test('a tablet for everybody: no menu, no selection, no way out, a screen that stays on and does not burn in', async (t) => {
    const office = await startOffice();
    const closed = Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, ['00:00-00:01']]));
    const watchLocks = (page) =>
        page.addInitScript(() => {
            window.locks = [];
            const request = async () => {
                if (window.refused) throw new Error('the battery is low');
                const lock = Object.assign(new EventTarget(), { released: false });
                window.locks.push(lock);
                return lock;
            };
            Object.defineProperty(navigator, 'wakeLock', { value: { request } });
            window.lose = (refused) => {
                window.refused = refused;
                const lock = window.locks.at(-1);
                lock.released = true;
                lock.dispatchEvent(new Event('release'));
            };
        });
    const { page } = await openKiosk(t, office, { settings: { opening_hours: closed }, prepare: watchLocks });
    const found = await page.evaluate(() => ({
        menu: document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })),
        selection: getComputedStyle(document.querySelector('#OVERALL')).userSelect,
        touch: getComputedStyle(document.body).touchAction,
        links: document.querySelectorAll('#stage a').length,
        outside: [...document.links].filter(({ origin }) => origin !== location.origin).length,
        viewport: document.querySelector('meta[name=viewport]').content,
    }));
    const viewport = 'width=device-width, initial-scale=1';
    assert.deepEqual(found, { menu: false, selection: 'none', touch: 'manipulation', links: 0, outside: 0, viewport });
    const locks = () => page.evaluate(() => window.locks.length);
    await until('the screen stays on', async () => (await locks()) === 1);
    await page.evaluate(() => window.lose(false));
    await page.clock.runFor(1_000);
    assert.equal(await locks(), 2, 'it is asked for again when it was lost');
    await page.evaluate(() => window.lose(true));
    await page.clock.runFor(1_000);
    await page.evaluate(() => (window.refused = false));
    await page.clock.runFor(60_000);
    assert.equal(await locks(), 3, 'and again when it was refused');
    const places = new Set();
    for (let minute = 0; minute < 12; minute += 1) {
        await page.clock.runFor(60_000);
        places.add(await page.evaluate(() => getComputedStyle(document.querySelector('#stage')).translate));
    }
    assert.ok(places.size >= 3, [...places].join());
    assert.equal(await page.locator('body').getAttribute('data-dim'), '');
    await page.mouse.click(5, 790);
    assert.equal(await page.locator('body').getAttribute('data-dim'), null);
});

test('without its screens it waits for a network, and does not freeze', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { expected: [/Failed to load resource/, /ERR_/] });
    await tap(page, 5);
    await second(page);
    await page.evaluate(() => caches.delete('ankieta-kiosk-screens'));
    await office.stop();
    await finish(page);
    await thanks(page);
    await page.clock.runFor(5_000);
    await office.start();
    await until('it begins anew', async () => {
        await page.clock.fastForward(10_000);
        return (await page.locator('[data-code="OVERALL"]:visible').count()) > 0;
    });
    await until('it is stored', async () => {
        await page.clock.fastForward(60_000);
        return (await office.stored()).responses === 1;
    });
});

test('five hundred responses without a network arrive once, and a refused one is kept aside', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const expected = [/Failed to load resource/, /503/, /ERR_/];
    const { page } = await openKiosk(t, office, { place: network, settings: { cooldown_seconds: 1 }, expected });
    await network.set('refuse');
    // Two by hand, the rest as the page would have written them, with reloads in between.
    for (const value of [3, 5]) {
        await page.reload();
        await shown(page);
        await tap(page, value);
        await second(page);
        await finish(page);
        await thanks(page);
    }
    await page.evaluate(async () => {
        const done = (request) => new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        const database = await done(indexedDB.open('ankieta-kiosk'));
        const store = database.transaction('queue', 'readwrite').objectStore('queue');
        const [{ response }] = await done(store.getAll());
        for (let count = 0; count < 498; count += 1) {
            await done(store.add({ response: { ...response, id: crypto.randomUUID(), answers: { OVERALL: (count % 5) + 1 } } }));
        }
        await done(store.add({ response: { ...response, id: crypto.randomUUID(), answers: { OVERALL: 77 } } }));
        database.close();
    });
    await page.reload();
    await shown(page);
    assert.equal((await kept(page)).queue.length, 501);
    await network.set('flap', { when: /^POST /, seed: 7 });
    await until('the queue is empty', async () => {
        await page.clock.fastForward(60_000);
        return (await kept(page)).queue.length === 0;
    }, 90_000);
    assert.equal((await office.stored()).responses, 500);
    const outcomes = new Set(network.asked(/^POST .*responses$/).map(({ outcome }) => outcome));
    assert.deepEqual([...outcomes].sort(), ['cut', 'pass', 'swallow', 'unavailable']);
    const { refused } = await kept(page);
    assert.deepEqual(refused.map(({ reasons }) => reasons), [['out_of_range']]);
});

test('it opens without a network, and keeps what is said until there is one', async (t) => {
    const office = await startOffice();
    const { page, context } = await openKiosk(t, office, { expected: [/Failed to load resource/, /ERR_/] });
    await office.stop();
    await page.close();
    const cold = await context.newPage();
    await cold.goto('/kiosk');
    await shown(cold);
    await tap(cold, 5);
    await second(cold);
    await finish(cold);
    await thanks(cold);
    await until('it is kept', async () => (await kept(cold)).queue.length === 1);
    await office.start();
    await cold.reload();
    await until('it is stored', async () => (await office.stored()).responses === 1);
});

test('a kiosk whose key was revoked keeps what it has, says so to staff, and sends it when it is paired again', async (t) => {
    const office = await startOffice();
    const { page, kiosk } = await openKiosk(t, office, { expected: [/401/, /Failed to load resource/] });
    const { body } = await office.api('GET', `/api/v1/kiosks/${kiosk.id}`, undefined, office.administrator);
    const revoked = await office.api('DELETE', `/api/v1/keys/${body.key}`, undefined, office.administrator);
    assert.equal(revoked.status, 204);
    await tap(page, 3);
    await second(page);
    await finish(page);
    await until('it is kept', async () => (await kept(page)).queue.length === 1);
    const { pairing } = await setUp(office, { name: 'Hol 2' });
    // It has heard of it now: nobody is asked, or thanked, any more.
    await page.clock.runFor(5_000);
    await closed(page);
    await assertAccessible(t, page);
    await page.reload();
    await closed(page);
    await page.locator('#corner').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#staff [role=status]').textContent(), '');
    await page.getByLabel('PIN obsługi').fill('wrong');
    await page.getByRole('button', { name: 'Dalej' }).last().click();
    await page.getByText('Nieprawidłowy PIN.').waitFor();
    await page.getByLabel('PIN obsługi').fill(kiosk.staff_pin);
    await page.getByRole('button', { name: 'Dalej' }).last().click();
    await page.getByText('Sparuj ponownie').waitFor();
    assert.equal(await page.locator('#staff [role=status]').textContent(), '');
    await assertAccessible(t, page);
    await page.locator('[data-fact="key"]', { hasText: 'nieważny' }).waitFor();
    assert.equal(await page.locator('[data-fact="queued"]').textContent(), '1');
    await page.getByText('Sparuj ponownie').click();
    await page.getByLabel('Kod z trzech słów').waitFor();
    assert.equal(await page.locator('[data-screen]:visible').count(), 0, 'a visitor could go on beside the form');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Sparuj tablet' }).click();
    await until('it is stored', async () => (await office.stored()).responses === 1);
});

test('staff press for three seconds, see what waits, and send it', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const expected = [/Failed to load resource/, /503/];
    const { page, kiosk } = await openKiosk(t, office, { place: network, expected });
    await network.set('unavailable', { when: /^POST .*responses/, times: 1 });
    await tap(page, 3);
    await second(page);
    await finish(page);
    await until('it was put off', () => network.asked(/responses$/).length === 1);
    await page.clock.runFor(5_000);
    await shown(page);
    const { x, y } = await page.locator('#corner').boundingBox();
    const press = async (time) => {
        await page.mouse.move(x + 20, y + 20);
        await page.mouse.down();
        await page.clock.runFor(time);
        await page.mouse.up();
    };
    await press(2_900);
    assert.equal(await page.locator('#staff').isVisible(), false);
    await press(3_000);
    await page.getByLabel('PIN obsługi').fill(kiosk.staff_pin);
    await page.keyboard.press('Enter');
    const fact = (name) => page.locator(`[data-fact="${name}"]`);
    await until('the facts are there', async () => (await fact('key').textContent()) === 'ważny');
    assert.match(await fact('contact').textContent(), /\d:\d\d/);
    assert.match(await fact('version').textContent(), /^[0-9a-f]{12}$/);
    await page.getByRole('button', { name: 'Wyślij teraz' }).click();
    await until('nothing waits', async () => (await fact('queued').textContent()) === '0');
    assert.equal((await office.stored()).responses, 1);
    await page.clock.runFor(60_000);
    assert.equal(await page.locator('#staff').isVisible(), false, 'it closes by itself');
});

test('who wants to complain is told where, and the next person finds it closed', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await page.getByText('Nie jest skargą ani wnioskiem').first().waitFor();
    await page.getByText('Gdzie złożyć skargę lub wniosek').click();
    await page.getByText('w Wydziale Organizacyjnym').waitFor();
    await assertAccessible(t, page);
    await page.clock.runFor(60_000);
    await page.getByText('w Wydziale Organizacyjnym').waitFor({ state: 'hidden' });
    await shown(page);
});

test('without a department the visitor names it first, sees which, may go back, and keeps it in another language', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { settings: { department: null } });
    for (const name of ['polski', 'українська']) {
        const { y, height } = await page.getByRole('button', { name }).first().boundingBox();
        assert.ok(y >= 0 && y + height <= TABLET.viewport.height, 'a visitor must not have to look for the language');
    }
    await assertAccessible(t, page);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a phone scrolls sideways');
    await page.setViewportSize(TABLET.viewport);
    const about = (text) => page.locator('.about:visible', { hasText: text }).waitFor();
    await page.locator('[data-department="AB"]:visible').click();
    await shown(page);
    await about('Wydział Architektury i Budownictwa');
    await page.getByRole('button', { name: 'Inny wydział' }).click();
    await page.locator('[data-department="RK"]:visible').waitFor();
    await settle(page);
    await page.locator('[data-department="RK"]:visible').click();
    await shown(page);
    await about('Powiatowy Rzecznik Konsumentów');
    await page.getByRole('button', { name: 'українська' }).first().click();
    await page.locator('[lang="uk"] [data-code="OVERALL"]:visible').first().waitFor();
    await shown(page);
    const name = await page.locator('.about:visible strong').textContent();
    assert.ok(name.length > 5 && !name.includes('Rzecznik'), name);
    await assertAccessible(t, page);
    await tap(page, 4);
    await second(page);
    assert.equal(await page.locator('.about:visible strong').textContent(), name);
    await finish(page);
    await thanks(page);
    await until('it is stored', async () => JSON.stringify((await office.tables()).responses ?? []).includes('RK'));
    // The next visitor finds neither the language nor the department.
    await page.clock.runFor(5_000);
    await page.locator('[lang="pl"] [data-department="RK"]:visible').waitFor();
    // Who has answered already may still say that it was another department.
    await page.clock.runFor(8_000);
    await page.locator('[data-department="AB"]:visible').click();
    await shown(page);
    await tap(page, 5);
    await second(page);
    await page.locator('[data-action="back"]:visible').click();
    await shown(page);
    await page.getByRole('button', { name: 'Inny wydział' }).click();
    await settle(page);
    await page.locator('[data-department="GN"]:visible').click();
    await shown(page);
    assert.equal(await page.locator('#OVERALL input[value="5"]').isChecked(), true);
    await page.locator('[data-action="next"]:visible').click();
    await second(page);
    await finish(page);
    await until('it is about the other one', async () => JSON.stringify((await office.tables()).responses).includes('GN'));
    assert.doesNotMatch(JSON.stringify((await office.tables()).responses), /"AB"/);
});

test('one tap is one answer, however long or often', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { expected: [/Failed to load resource/, /ERR_/] });
    const { x, y, width, height } = await page.locator('#OVERALL .face').nth(3).boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    const press = async (time) => {
        await page.mouse.down();
        await page.clock.runFor(time);
        await page.mouse.up();
    };
    const answers = async () => (await kept(page)).draft?.answers;
    await press(50);
    await page.clock.runFor(330);
    await page.locator('[data-screen="question"]:visible:not([data-code="OVERALL"])').waitFor();
    await press(50);
    // Fifteen more taps in two seconds.
    for (let count = 0; count < 15; count += 1) {
        await page.clock.runFor(78);
        await press(50);
    }
    await page.clock.runFor(1_000);
    assert.deepEqual(await answers(), { OVERALL: 4 });
    // A finger that came down in time for the first screen leaves on the second.
    await page.locator('[data-action="back"]:visible').click();
    await shown(page);
    assert.equal(await page.locator('#OVERALL input[value="4"]').isChecked(), true, 'what was chosen is shown');
    await page.mouse.move(x + width / 2, y + height / 2);
    await press(50);
    await page.clock.runFor(100);
    await press(2_000);
    await page.clock.runFor(1_000);
    assert.deepEqual(await answers(), { OVERALL: 4 });
    await second(page);
});

test('who goes back changes an answer, and what only followed from it is forgotten', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 2);
    await shown(page, 'REASON');
    await page.locator('#REASON input[value="time"]').check({ force: true });
    await page.locator('[data-action="next"]:visible').click();
    await page.locator('[data-screen="question"]:visible:not([data-code="REASON"])').waitFor();
    await settle(page);
    await page.locator('[data-action="back"]:visible').click();
    await shown(page, 'REASON');
    assert.equal(await page.locator('#REASON input[value="time"]').isChecked(), true);
    await assertAccessible(t, page);
    await page.locator('[data-action="back"]:visible').click();
    await shown(page);
    assert.equal(await page.locator('#OVERALL input[value="2"]').isChecked(), true);
    await assertAccessible(t, page);
    await tap(page, 5);
    await second(page);
    assert.equal(await page.locator('[data-code="REASON"]:visible').count(), 0);
    await finish(page);
    await thanks(page);
    assert.equal(await page.locator('[data-screen="thanks"] use').count(), 0, 'nobody is thanked with a face');
    await until('it is stored', async () => (await office.stored()).responses === 1);
    const [{ answers }] = (await office.tables()).responses;
    assert.deepEqual(JSON.parse(answers), { OVERALL: 5 });
});

test('a number pad does everything, under the same guard', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { settings: { department: null, cooldown_seconds: 1 } });
    const press = (key) => page.keyboard.press(key);
    await press('Numpad3');
    await shown(page);
    await page.locator('.about:visible', { hasText: 'Wydział Architektury i Budownictwa' }).waitFor();
    await press('Backspace');
    await page.locator('[data-department="KM"]:visible').waitFor();
    await settle(page);
    await press('0');
    await page.locator('.about:visible', { hasText: 'Nieodpłatna Pomoc Prawna' }).waitFor();
    await press('2');
    await page.clock.runFor(1_000);
    assert.equal(await page.locator('#OVERALL input:checked').count(), 0, 'it came before anybody could have seen the screen');
    await press('Enter');
    await press('2');
    await page.clock.runFor(350);
    await shown(page, 'REASON');
    for (const key of ['1', 'Numpad3', '4', '4']) await press(key);
    const chosen = () => page.locator('#REASON input:checked').evaluateAll((inputs) => inputs.map(({ value }) => value));
    const offered = await page.locator('#REASON input').evaluateAll((inputs) => inputs.map(({ value }) => value));
    assert.deepEqual(await chosen(), [offered[0], offered[2]], 'a key pressed twice takes an option back');
    await press('Enter');
    await page.locator('[data-screen="question"]:visible:not([data-code="REASON"])').waitFor();
    await settle(page);
    await press('Backspace');
    await shown(page, 'REASON');
    assert.deepEqual(await chosen(), [offered[0], offered[2]]);
    // To the end: not applicable where that is offered, nothing elsewhere.
    await press('Enter');
    for (let screen = 0; screen < 4; screen += 1) {
        await page.locator('[data-screen="question"]:visible:not([data-code="REASON"])').waitFor();
        await settle(page);
        const isOffered = await page.locator('[data-screen="question"]:visible .na').count();
        await press(isOffered ? '-' : 'Enter');
        await page.clock.runFor(350);
    }
    await thanks(page);
    await until('it is stored', async () => (await office.stored()).responses === 1);
    const [{ answers }] = (await office.tables()).responses;
    const { OVERALL, REASON, ...rest } = JSON.parse(answers);
    assert.deepEqual([OVERALL, REASON], [2, [offered[0], offered[2]]]);
    assert.ok(Object.values(rest).length > 0 && Object.values(rest).every((answer) => answer === 'na'), answers);
});

test('whoever answers by keys is still there when they press one', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 4);
    await second(page);
    await page.clock.runFor(45_000);
    await page.locator('#stage dialog[open]').waitFor();
    await page.keyboard.press('3');
    await page.locator('#stage dialog[open]').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#stage input:checked:visible').count(), 0, 'it says that, and nothing else');
    await page.clock.runFor(44_000);
    assert.equal(await page.locator('#stage dialog[open]').count(), 0);
});

test('no clock that is put back or forward keeps anybody waiting, or changes the day', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const day = 24 * 60 * 60_000;
    const expected = [/Failed to load resource/, /503/];
    // A tablet that is a day ahead has heard what day it is.
    const { page } = await openKiosk(t, office, { place: network, expected, time: Date.now() + day });
    await until('it has reported', () => network.asked(/heartbeat$/).length > 0);
    await network.set('unavailable', { when: /^POST .*responses/, times: 1 });
    await tap(page, 3);
    await second(page);
    const [at, two] = [new Date(), (number) => String(number).padStart(2, '0')];
    const today = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    assert.equal((await kept(page)).draft.collected_on, today);
    await finish(page);
    await thanks(page);
    await until('it was put off', () => network.asked(/responses$/).length === 1);
    // Somebody puts it right: a day back for everything that waits.
    await page.clock.setSystemTime(new Date(Date.now() - 60 * 60_000));
    await page.clock.runFor(5_000);
    await shown(page);
    await page.clock.runFor(8_000);
    await tap(page, 5);
    await second(page);
    await until('both are stored', async () => {
        await page.clock.runFor(5_000);
        if (await page.locator('[data-action="finish"]:visible').count()) await finish(page);
        return (await office.stored()).responses === 2;
    });
});

test('when nothing reacts to a tap any more, it begins anew', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { expected: [/no more numbers/] });
    await page.evaluate(() => {
        crypto.randomUUID = () => {
            throw new Error('no more numbers');
        };
    });
    await tap(page, 4);
    const again = page.waitForEvent('load');
    await page.clock.runFor(16_000);
    await again;
    await shown(page);
    await tap(page, 4);
    await second(page);
});

test('when the next screens never come, it begins anew', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 4);
    await second(page);
    await finish(page);
    await thanks(page);
    await page.evaluate(() => {
        window.fetch = () => new Promise(() => {});
    });
    const again = page.waitForEvent('load');
    await page.clock.runFor(5_000 + 16_000);
    await again;
    await shown(page);
});

/** Whether the tablet has no room: whatever it is to keep comes to nothing. Chromium enforces quotas only by and by. */
const fill = (page, full) =>
    page.evaluate((full) => {
        window.full = full;
        const begin = (window.begin ??= IDBDatabase.prototype.transaction);
        IDBDatabase.prototype.transaction = function (stores, mode, options) {
            const transaction = begin.call(this, stores, mode, options);
            if (mode === 'readwrite' && window.full) transaction.abort();
            return transaction;
        };
    }, full);

test('a tablet without room sends at once, tells the fleet, and says so where it cannot send', async (t) => {
    const office = await startOffice();
    const expected = [/Failed to load resource/, /ERR_/];
    const { page, kiosk } = await openKiosk(t, office, { settings: { cooldown_seconds: 1 }, expected });
    await fill(page, true);
    await tap(page, 4);
    await second(page);
    await finish(page);
    await thanks(page);
    assert.equal((await office.stored()).responses, 1, 'nobody is thanked for what is nowhere');
    assert.equal((await kept(page)).queue.length, 0);
    await page.clock.runFor(5_000);
    await shown(page);
    await page.clock.runFor(1_000);
    await report(page);
    const condition = async () => (await office.api('GET', `/api/v1/kiosks/${kiosk.id}`, undefined, office.administrator)).body.condition;
    await until('the fleet knows', async () => (await condition()) === 'failing');
    await page.locator('#corner').press('Enter');
    await page.getByLabel('PIN obsługi').fill(kiosk.staff_pin);
    await page.keyboard.press('Enter');
    const fact = page.locator('[data-fact="storage"]');
    await until('staff know', async () => /nie zapisuje/.test(await fact.textContent()));
    await page.getByRole('button', { name: 'Zamknij' }).click();

    await office.stop();
    await tap(page, 5);
    await second(page);
    await finish(page);
    await page.getByRole('heading', { name: 'Nie udało się zapisać oceny' }).waitFor();
    await assertAccessible(t, page);
    assert.equal(await page.locator('[data-screen="thanks"]:visible').count(), 0);
    await fill(page, false);
    await page.clock.runFor(15_000);
    await shown(page);
    await page.clock.runFor(1_000);
    await tap(page, 2);
    await second(page);
    await finish(page);
    await thanks(page);
    assert.deepEqual((await kept(page)).queue.map(({ response }) => response.answers), [{ OVERALL: 2 }]);
});

test('a tablet whose storage cannot be read says so, and tries again', async (t) => {
    const office = await startOffice();
    const { page } = await visit(t, office, TABLET);
    await page.clock.install();
    await page.addInitScript(() => {
        if (window.name === 'repaired') return;
        IDBFactory.prototype.open = () => {
            throw new DOMException('no', 'UnknownError');
        };
    });
    await page.goto('/kiosk');
    await closed(page);
    await page.getByText('przeglądarka nie ma dostępu do pamięci tabletu').waitFor();
    await assertAccessible(t, page);
    await page.evaluate(() => (window.name = 'repaired'));
    await page.clock.runFor(60_000);
    await page.getByLabel('Kod z trzech słów').waitFor();
});

test('a kiosk of a closed department is out of use until it is open again, and loses nothing', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const expected = [/Failed to load resource/, /ERR_/, /503/];
    const { page } = await openKiosk(t, office, { place: network, settings: { cooldown_seconds: 1 }, expected });
    const open = async (active) => {
        const changed = await office.api('PATCH', '/api/v1/departments/KM', { active }, office.administrator);
        assert.equal(changed.status, 200);
    };
    await network.set('refuse');
    await open(false);
    // It cannot know: what is said now was said before it heard.
    await tap(page, 4);
    await second(page);
    await finish(page);
    await thanks(page);
    await page.clock.runFor(5_000);
    await shown(page);
    await page.clock.runFor(1_000);
    await tap(page, 2);
    await second(page);
    await network.set('pass');
    await report(page);
    // Nobody answers the question whether somebody is still there.
    await page.locator('dialog[open]').waitFor();
    await page.clock.fastForward(15_000);
    await closed(page);
    for (const title of ['Ten kiosk jest nieczynny', 'This kiosk is out of use', 'Цей кіоск не працює', 'Dieses Terminal']) {
        await page.getByRole('heading', { name: title }).waitFor();
    }
    await assertAccessible(t, page);
    assert.equal(await page.locator('[data-screen]:visible').count(), 0);
    await until('what was said before is stored', async () => {
        await page.clock.fastForward(60_000);
        return (await office.stored()).responses === 2;
    });
    await open(true);
    await until('it is open again', async () => {
        await report(page);
        return (await page.locator('[data-code="OVERALL"]:visible').count()) > 0;
    });
});

test('it is out of use for a day and comes back, without a network', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const tomorrow = inDays(1);
    const settings = { out_of_use: [{ from: tomorrow, until: tomorrow, reason: 'remont' }] };
    const expected = [/Failed to load resource/, /ERR_/, /503/];
    const { page } = await openKiosk(t, office, { place: network, settings, expected });
    await shown(page);
    await network.set('refuse');
    await page.clock.fastForward(24 * 60 * 60_000);
    await closed(page);
    await page.getByRole('heading', { name: 'Ten kiosk jest chwilowo nieczynny' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Ten kiosk jest nieczynny' }).count(), 0);
    await assertAccessible(t, page);
    await page.clock.fastForward(24 * 60 * 60_000);
    await until('it is back', async () => {
        await page.clock.fastForward(60_000);
        return (await page.locator('[data-code="OVERALL"]:visible').count()) > 0;
    });
});

test('who is in the middle of it when the department closes is not thanked', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await tap(page, 4);
    await second(page);
    await office.api('PATCH', '/api/v1/departments/KM', { active: false }, office.administrator);
    const settings = () =>
        page.evaluate(async () => {
            const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
            const database = await done(indexedDB.open('ankieta-kiosk'));
            const settings = await done(database.transaction('device').objectStore('device').get('settings'));
            database.close();
            return settings;
        });
    await until('it has heard', async () => {
        // They are still there.
        await page.mouse.click(5, 790);
        await page.clock.fastForward(30_000);
        return (await settings()).in_use === false;
    });
    await finish(page);
    await closed(page);
    assert.equal(await page.locator('[data-screen="thanks"]:visible').count(), 0);
    await until('it is stored', async () => (await office.stored()).responses === 1);
});

/** The luminance of a colour as a browser tells it, from 0 to 1. */
function luminance(colour) {
    const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right);
    return (light + 0.05) / (dark + 0.05);
}

test('five faces are told apart by colour, in grey too, and each of them from its card', async (t) => {
    const office = await startOffice();
    for (const colorScheme of ['light', 'dark']) {
        const { page, leave } = await openKiosk(t, office, { colorScheme });
        const faces = () =>
            page.locator('#OVERALL .face').evaluateAll((all) =>
                all.map((face) => {
                    const { fill, stroke, color } = getComputedStyle(face.querySelector('svg'));
                    return { fill, stroke, eye: color, card: getComputedStyle(face.querySelector('input')).backgroundColor };
                }),
            );
        const check = (found) => {
            for (const { fill, stroke, eye, card } of found) {
                const text = JSON.stringify({ fill, stroke, eye, card, colorScheme });
                assert.ok(contrast(eye, fill) >= 3 && contrast(stroke, fill) >= 3, text);
                assert.ok(Math.max(contrast(stroke, card), contrast(fill, card)) >= 3, text);
            }
        };
        const found = await faces();
        check(found);
        for (const [place, { fill }] of found.entries()) {
            for (const { fill: other } of found.slice(place + 1)) {
                assert.ok(contrast(fill, other) >= 1.25, `${fill} and ${other} are one grey`);
            }
        }
        await page.locator('#OVERALL input[value="1"]').check({ force: true });
        await until('it is shown as chosen', async () => (await faces())[0].card !== found[0].card);
        check([(await faces())[0]]);
        await leave();
    }
});

test('every screen is accessible, its faces are large and low, in light and dark', async (t) => {
    const office = await startOffice();
    for (const [colorScheme, viewport] of [['light', { width: 1024, height: 768 }], ['dark', { width: 800, height: 1280 }], ['light', { width: 320, height: 640 }]]) {
        const { page, leave } = await openKiosk(t, office, { colorScheme, viewport });
        for (const face of await page.locator('#OVERALL .face').all()) {
            const [picture, box] = [await face.locator('svg').boundingBox(), await face.boundingBox()];
            assert.ok(picture.width >= 96 && box.height >= 96, JSON.stringify({ picture, viewport }));
            if (viewport.width > 400) assert.ok(box.y >= viewport.height / 3, JSON.stringify({ box, viewport }));
        }
        await assertAccessible(t, page);
        await tap(page, 1);
        await second(page);
        await assertAccessible(t, page);
        await finish(page);
        await thanks(page);
        await assertAccessible(t, page);
        await leave();
    }
});

test('it says plainly when the connection is not a secure one', async (t) => {
    const office = await startOffice();
    const origin = office.origin.replace('127.0.0.1', 'kiosk.test');
    const { page } = await visit(t, { origin }, TABLET);
    await page.goto('/kiosk');
    await page.getByText('Tablet potrzebuje bezpiecznego połączenia').waitFor();
    await page.goto('/kiosk/guide');
    await assertAccessible(t, page);
});
