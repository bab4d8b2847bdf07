// The import from a file in the console, and tables that are chosen as a file: without scripts, with the keyboard alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { fits } from './dashboard.mjs';
import { startDemo } from './office.mjs';
import { enterConsole, signInToDemo } from './staff.mjs';

const office = await startDemo();
const clerk = await signInToDemo(office, 'jakosc');
const PATH = '/console/imports';
const HEADER = 'collected_on,department,OVERALL';

/** What does not fit is answered with 422, which a browser notes on its console. */
const expected = ['status of 422'];
const enter = (t, options = {}) => enterConsole(t, office, clerk, { javaScriptEnabled: false, expected, ...options });

/** A file of so many lines, as it is chosen in a form. */
const file = (lines, name = 'historia.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });

/** Moves on with the keyboard until something is reached. */
async function tabTo(page, target) {
    for (let keys = 0; keys < 120; keys += 1) {
        await page.keyboard.press('Tab');
        if (await target.evaluate((element) => element === document.activeElement)) {
            return;
        }
    }
    assert.fail(`${target} is not reached with the keyboard`);
}

test('a file is looked at, put right, stored and taken back with the keyboard alone', async (t) => {
    const { page } = await enter(t);
    await page.goto(PATH);
    await page.getByLabel('Plik', { exact: true }).setInputFiles(file([HEADER, '2020-03-02,KM,5', '2020-03-02,KM,9']));
    await tabTo(page, page.getByRole('button', { name: 'Tylko sprawdź' }));
    await page.keyboard.press('Enter');
    await page.getByText('Wiersze, które pasują: 1.').waitFor();
    assert.match(await page.getByRole('row', { name: /OVERALL/ }).textContent(), /^3OVERALL.*od 1 do 5/);
    await page.getByLabel('Plik', { exact: true }).setInputFiles(file([HEADER, '2020-03-02,KM,5', '2020-03-02,KM,4']));
    await tabTo(page, page.getByRole('button', { name: 'Wczytaj', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Plik jest wczytany' }).waitFor();
    await page.getByText('KM, marzec 2020 r.: 2').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Wycofaj historia.csv' }));
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Wycofane' }).waitFor();
    assert.equal(await page.getByText('historia.csv').count(), 0);
});

test('what a column is, and what a word means, is said on the page', async (t) => {
    const { page } = await enter(t);
    await page.goto(PATH);
    const table = file(['kiedy,department,OVERALL', '2020-04-02,GN,świetnie'], 'kolumny.csv');
    await page.getByLabel('Plik', { exact: true }).setInputFiles(table);
    await page.getByRole('button', { name: 'Wczytaj', exact: true }).click();
    await page.getByLabel('kiedy').selectOption('collected_on');
    await page.getByLabel('Plik', { exact: true }).setInputFiles(table);
    await page.getByRole('button', { name: 'Wczytaj', exact: true }).click();
    await page.getByLabel('świetnie').selectOption({ label: '5 – bardzo dobrze' });
    await page.getByLabel('Plik', { exact: true }).setInputFiles(table);
    await page.getByRole('button', { name: 'Wczytaj', exact: true }).click();
    await page.getByRole('button', { name: 'Zatwierdź kolumny.csv' }).click();
    await page.getByRole('status').filter({ hasText: 'Zatwierdzone' }).waitFor();
});

test('everybody can use the page in every state, also on a small screen', async (t) => {
    for (const viewport of [{ width: 1366, height: 768 }, { width: 320, height: 640 }]) {
        const { page } = await enterConsole(t, office, clerk, { viewport, expected });
        const check = async (state) => {
            assert.ok(await fits(page), `${state} at ${viewport.width}`);
            await assertAccessible(t, page);
        };
        await page.goto(PATH);
        await check('nothing handed in');
        for (const [state, lines] of [
            ['faults', [HEADER, '2020-05-02,KM,5', '2020-05-02,XX,9', '2020-05-02,KM']],
            ['unknown columns', [`${HEADER},coś zupełnie innego`, '2020-05-02,KM,5,x']],
            ['unknown words', [HEADER, '2020-05-02,KM,świetnie']],
            ['a lot that waits', [HEADER, `2020-05-02,KM,${viewport.width === 320 ? 5 : 4}`]],
        ]) {
            await page.getByLabel('Plik', { exact: true }).setInputFiles(file(lines, `${viewport.width}.csv`));
            const again = page.getByLabel('To są odpowiedzi innych osób');
            await page.getByRole('button', { name: 'Wczytaj', exact: true }).click();
            if (await again.count() > 0) {
                await again.check();
                await page.getByLabel('Plik', { exact: true }).setInputFiles(file(lines, `${viewport.width}.csv`));
                await page.getByRole('button', { name: 'Wczytaj', exact: true }).click();
            }
            await check(state);
        }
    }
});

test('a table of the console is chosen as a file', async (t) => {
    const { page } = await enter(t);
    await page.goto('/console/visits/table');
    await page.getByLabel('Albo plik z tabelą').setInputFiles(file(['miesiąc;wydział;wizyty', '2019-01;KM;78']));
    await page.getByRole('button', { name: 'Sprawdź' }).click();
    await page.getByText('KM: 78 (nowe)').waitFor();
    await page.getByRole('button', { name: 'Wpisz' }).click();
    await page.getByRole('status').filter({ hasText: 'Wizyty są zapisane.' }).waitFor();
});
