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

/** A tablet that is paired and shows its start screen; with `clock`, its own clock stands still from the beginning. */
async function openKiosk(t, office, { settings, place = office, clock = false, ...options } = {}) {
    const { kiosk, pairing } = await setUp(office, settings);
    const visitor = await visit(t, place, { ...TABLET, ...options });
    const { page } = visitor;
    if (clock) await page.clock.install();
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await shown(page);
    await until('it opens without a network', () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration('/kiosk')).active)));
    return { ...visitor, kiosk };
}

const shown = (page, code = 'OVERALL') => page.locator(`[data-code="${code}"][data-screen="question"]:visible`).waitFor();
const tap = (page, value, code = 'OVERALL') => page.locator(`#${code} input[value="${value}"]`).check({ force: true });
const thanks = (page) => page.locator('[data-screen="thanks"]:visible').waitFor();
const finish = (page) => page.locator('[data-action="finish"]:visible').click();
const second = (page) => page.locator('[data-screen="question"]:visible:not([data-code="OVERALL"])').waitFor();

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
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').waitFor();
    await assertAccessible(t, page);
    await page.getByLabel('Kod z trzech słów').fill('rower-rower-rower');
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await page.getByText('Ten kod jest nieznany').waitFor();
    // The code of a QR picture stands in the address, and does not stay there.
    await page.goto(`/kiosk#${pairing.code}`);
    await page.reload();
    await page.goto('about:blank');
    await page.goto(`/kiosk#${pairing.code}`);
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await shown(page);
    assert.equal(new URL(page.url()).hash, '');
    const again = await office.api('POST', '/api/v1/kiosks/pairing', { code: pairing.code });
    assert.equal(again.status, 404);
});

test('a tap counts, and the next person sees nothing of the last one', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office, { settings: { cooldown_seconds: 8 } });
    await page.clock.install();
    await tap(page, 2);
    await until('the tap is written down', async () => (await kept(page)).draft?.answers.OVERALL === 2);
    await page.clock.runFor(400);
    await shown(page, 'REASON');
    await page.locator('#REASON input[value="time"]').check({ force: true });
    await finish(page);
    await thanks(page);
    await page.clock.runFor(5_000);
    await shown(page);
    assert.equal(await page.locator('#stage input:checked').count(), 0);
    // The lock between two people.
    assert.equal(await page.locator('#stage').getAttribute('inert'), '');
    await page.clock.runFor(8_000);
    assert.equal(await page.locator('#stage').getAttribute('inert'), null);
    await tap(page, 5);
    await page.clock.runFor(400);
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
    await page.clock.install();
    await tap(page, 1);
    await page.clock.runFor(400);
    const asked = [];
    while (!(await page.locator('[data-screen="thanks"]:visible').count())) {
        asked.push(await page.locator('[data-screen="question"]:visible').getAttribute('data-code'));
        assert.ok(asked.length <= 5, asked.join());
        await page.locator('[data-action="skip"]:visible').click();
    }
    assert.equal(asked[0], 'REASON');
    assert.equal(new Set(asked).size, 5);
});

test('who leaves is asked once, and then forgotten: the rating is kept, words are not', async (t) => {
    const office = await startOffice();
    const { page } = await openKiosk(t, office);
    await page.clock.install();
    await tap(page, 4);
    await page.clock.runFor(400);
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
    await page.clock.install();
    await tap(page, 2);
    await page.clock.runFor(400);
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
    await page.clock.install();
    const type = async (text) => {
        await tap(page, 4);
        await page.clock.runFor(400);
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
    const { page, kiosk } = await openKiosk(t, office, { place: network, clock: true });
    const changed = { ...KIOSK, department: 'GN', languages: ['de', 'pl'] };
    const answer = await office.api('PUT', `/api/v1/kiosks/${kiosk.id}`, changed, office.administrator);
    assert.equal(answer.status, 200);
    const before = network.asked(/worker\.js/).length;
    await page.clock.runFor(6 * 60_000);
    await page.locator('#stage [lang="de"] [data-code="OVERALL"]:visible').first().waitFor();
    await until('a newer program is looked for', () => network.asked(/worker\.js/).length > before);
    await tap(page, 5);
    await page.clock.runFor(400);
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
    const visitor = await visit(t, office, TABLET);
    const { page } = visitor;
    await page.addInitScript(() => {
        window.locks = 0;
        const request = async () => ((window.locks += 1), { released: false });
        Object.defineProperty(navigator, 'wakeLock', { value: { request } });
    });
    await page.clock.install({ time: new Date('2026-07-14T10:00:00Z') });
    const { pairing } = await setUp(office, { opening_hours: closed });
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await shown(page);
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
    await until('the screen stays on', () => page.evaluate(() => window.locks > 0));
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
    await page.clock.install();
    await office.stop();
    await finish(page);
    await thanks(page);
    await page.clock.runFor(5_000);
    await office.start();
    await until('it begins anew', async () => {
        await page.clock.runFor(10_000);
        return (await page.locator('[data-code="OVERALL"]:visible').count()) > 0;
    });
    await until('it is stored', async () => {
        await page.clock.runFor(60_000);
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
    await page.clock.install();
    await until('the queue is empty', async () => {
        await page.clock.runFor(60_000);
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

test('a revoked kiosk keeps what it has, says so to staff, and sends it when it is paired again', async (t) => {
    const office = await startOffice();
    const { page, kiosk } = await openKiosk(t, office, { expected: [/401/, /Failed to load resource/] });
    const revoked = await office.api('DELETE', `/api/v1/kiosks/${kiosk.id}`, undefined, office.administrator);
    assert.equal(revoked.status, 204);
    await tap(page, 3);
    await second(page);
    await finish(page);
    await until('it is kept', async () => (await kept(page)).queue.length === 1);
    const { pairing } = await setUp(office, { name: 'Hol 2' });
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
    await page.getByText('nieważny').waitFor();
    assert.equal(await page.locator('[data-fact="queued"]').textContent(), '1');
    await page.getByText('Sparuj ponownie').click();
    await page.getByLabel('Kod z trzech słów').waitFor();
    assert.equal(await page.locator('[data-screen]:visible').count(), 0, 'a visitor could go on beside the form');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await until('it is stored', async () => (await office.stored()).responses === 1);
});

test('staff press for three seconds, see what waits, and send it', async (t) => {
    const office = await startOffice();
    const network = await openNetwork(office);
    const expected = [/Failed to load resource/, /503/];
    const { page, kiosk } = await openKiosk(t, office, { place: network, clock: true, expected });
    await network.set('unavailable', { when: /^POST .*responses/, times: 1 });
    await tap(page, 3);
    await page.clock.runFor(400);
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
    await page.clock.install();
    await page.getByText('Nie jest skargą ani wnioskiem').first().waitFor();
    await page.getByText('Gdzie złożyć skargę lub wniosek').click();
    await page.getByText('w Wydziale Organizacyjnym').waitFor();
    await assertAccessible(t, page);
    await page.clock.runFor(60_000);
    await page.getByText('w Wydziale Organizacyjnym').waitFor({ state: 'hidden' });
    await shown(page);
});

test('without a department the visitor names it first, in any of the languages', async (t) => {
    const office = await startOffice();
    const { kiosk: _, pairing } = await setUp(office, { department: null });
    const { page } = await visit(t, office, TABLET);
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').fill(pairing.code);
    await page.getByRole('button', { name: 'Połącz tablet' }).click();
    await page.locator('[data-department="RK"]:visible').waitFor();
    for (const name of ['polski', 'українська']) {
        const { y, height } = await page.getByRole('button', { name }).first().boundingBox();
        assert.ok(y >= 0 && y + height <= TABLET.viewport.height, 'a visitor must not have to look for the language');
    }
    await assertAccessible(t, page);
    await page.getByRole('button', { name: 'українська' }).first().click();
    await page.locator('[lang="uk"] [data-department="RK"]:visible').click();
    await shown(page);
    await assertAccessible(t, page);
    await tap(page, 4);
    await second(page);
    await finish(page);
    await thanks(page);
    await until('it is stored', async () => JSON.stringify((await office.tables()).responses ?? []).includes('RK'));
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
