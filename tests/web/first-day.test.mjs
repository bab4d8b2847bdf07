// The first day of an office: what leads only here holds no code, and a rehearsal says that it is one and stores nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { openNetwork } from './network.mjs';
import { startOffice } from './office.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };
const TABLET = { storage: ['ankieta-kiosk', 'kiosk'], viewport: { width: 1280, height: 800 } };
const office = await startOffice();

test('a poster and the lines to paste that lead only here hold no code', async (t) => {
    const { page } = await visit(t, office, PHONE);
    await page.goto('/s/obsluga/KM/poster?lang=pl');
    await page.getByText('tylko na tym komputerze').waitFor();
    assert.equal(await page.locator('.code').count(), 0);
    await assertAccessible(t, page);
    await page.goto('/snippets/obsluga?lang=pl');
    await page.getByText('tylko na tym komputerze').waitFor();
    assert.equal(await page.getByLabel('Kod do wklejenia').count(), 0);
    await assertAccessible(t, page);
});

test('in a trial the form and the kiosk work, say so, and nothing is stored', async (t) => {
    const set = await office.api('PUT', '/api/v1/surveys/obsluga/fieldwork', { trial: true }, office.administrator);
    assert.equal(set.status, 200);
    const looked = await visit(t, office, PHONE);
    await looked.page.goto('/s/obsluga/KM?lang=pl');
    await looked.page.locator('.trial:visible').waitFor();
    await assertAccessible(t, looked.page);
    // A page without scripts cannot be examined, and sends itself.
    const { page } = await visit(t, office, { ...PHONE, javaScriptEnabled: false });
    await page.goto('/s/obsluga/KM?lang=pl');
    await page.locator('input[name="OVERALL"][value="5"]').check({ force: true });
    await page.getByRole('button', { name: 'Wyślij' }).click();
    await page.waitForURL(/thanks/);
    await page.locator('.trial:visible').waitFor();
    assert.equal(await page.getByText('zostały zapisane').count(), 0);

    const stand = { name: 'Hol', survey: 'obsluga', department: 'KM', languages: ['pl'] };
    const made = await office.api('POST', '/api/v1/kiosks', stand, office.administrator);
    const { page: tablet } = await visit(t, office, TABLET);
    await tablet.clock.install();
    await tablet.goto('/kiosk');
    await tablet.getByLabel('Kod z trzech słów').fill(made.body.pairing.code);
    await tablet.getByRole('button', { name: 'Sparuj tablet' }).click();
    await tablet.locator('[data-code="OVERALL"][data-screen="question"]:visible').waitFor();
    // A new screen takes nothing at first.
    await tablet.clock.runFor(600);
    await tablet.locator('.trial:visible').waitFor();
    await assertAccessible(t, tablet);
    const sent = tablet.waitForResponse((response) => response.url().endsWith('/surveys/obsluga/responses'));
    await tablet.locator('#OVERALL input[value="5"]').check({ force: true });
    await tablet.clock.runFor(1_000);
    await tablet.locator('[data-action="finish"]:visible').click();
    await tablet.locator('[data-screen="thanks"]:visible').waitFor();
    const { results } = await (await sent).json();
    assert.deepEqual(results.map(({ status, trial }) => [status, trial]), [['created', true]]);
    assert.deepEqual(await office.stored(), { responses: 0, receipts: 0, comments: 0 });
});

test('a tablet without a network knows by itself when the trial is over, and its word stands beside nothing', async (t) => {
    const own = await startOffice();
    const network = await openNetwork(own);
    const day = (days) => new Date(Date.now() + days * 24 * 60 * 60_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Warsaw' });
    const set = await own.api('PUT', '/api/v1/surveys/obsluga/fieldwork', { opens_on: day(2) }, own.administrator);
    assert.equal(set.status, 200, JSON.stringify(set.body));
    const stand = { name: 'Hol', survey: 'obsluga', department: 'KM', languages: ['pl'] };
    const made = await own.api('POST', '/api/v1/kiosks', stand, own.administrator);
    const { page } = await visit(t, network, { ...TABLET, ...PHONE, expected: [/ERR_/, /Failed to load/] });
    await page.clock.install();
    await page.goto('/kiosk');
    await page.getByLabel('Kod z trzech słów').fill(made.body.pairing.code);
    await page.getByRole('button', { name: 'Sparuj tablet' }).click();
    const asked = page.locator('[data-code="OVERALL"][data-screen="question"]:visible');
    await asked.waitFor();
    const word = page.locator('.trial:visible');
    const [above, below] = [await word.boundingBox(), await asked.locator('legend').boundingBox()];
    assert.ok(above.y + above.height + 8 <= below.y, JSON.stringify({ above, below }));
    const corner = await page.locator('#corner').boundingBox();
    assert.ok(corner.y + corner.height <= below.y, JSON.stringify({ corner, below }));
    await network.set('refuse');
    await page.clock.fastForward(24 * 60 * 60_000);
    assert.equal(await word.count(), 1, 'a day before it opens');
    await page.clock.fastForward(24 * 60 * 60_000 + 60_000);
    await word.waitFor({ state: 'detached' });
    await page.clock.runFor(600);
    await page.locator('#OVERALL input[value="5"]').check({ force: true });
    await page.clock.runFor(1_000);
    await page.locator('[data-action="finish"]:visible').click();
    await page.locator('[data-screen="thanks"]:visible').getByText('zostały zapisane').waitFor();
});
