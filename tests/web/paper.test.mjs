// The form on paper: two pages of A4, with the keys that type it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();
/** Every department in Polish, and the most wordy one in every language. */
const { items } = (await office.api('GET', '/api/v1/departments', undefined, office.administrator)).body;
const SHEETS = [...items.map(({ code }) => [code, 'pl']), ...['en', 'uk', 'de'].flatMap((language) => [['KM', language], ['GN', language]])];

test('the form of each department in each language is two pages of A4', async (t) => {
    const { page } = await visit(t, office);
    for (const [department, language] of SHEETS) {
        await page.goto(`/s/obsluga/${department}/paper?lang=${language}&batch=${'W'.repeat(64)}`);
        assert.equal(await page.getAttribute('html', 'lang'), language);
        await page.emulateMedia({ media: 'print' });
        assert.deepEqual(await cut(page), [], `something of ${department} in ${language} does not fit`);
        const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
        assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 2, `${department} in ${language}`);
        await page.emulateMedia({ media: 'screen' });
    }
});

test('it says what it is of, in which batch, how it is typed, and where it goes', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(`/s/obsluga/KM/paper?lang=pl&batch=${encodeURIComponent('<b>okienko 3</b>')}`);
    await assertAccessible(t, page);
    const marks = await page.locator('.mark').allInnerTexts();
    assert.equal(marks.length, 2);
    for (const mark of marks) assert.match(mark, /wersja 1[\s\S]*<b>okienko 3<\/b>/);
    const rows = await page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('small')].map((key) => key.textContent).join('')));
    assert.deepEqual(rows, ['12345', ...Array(11).fill('123450')]);
    const keys = await page.locator('.field:has-text("najważniejsze")').locator('small').allInnerTexts();
    assert.deepEqual(keys, [...'123456789ab']);
    assert.match(await page.locator('.hand-in').innerText(), /skrzynki na ankiety[\s\S]*Kochanowskiego 10/);
    const failed = await page.locator('.field:has-text("zawiodło")').innerText();
    assert.match(failed, /w pytaniu 1 zaznaczono: 1, 2/);
    assert.equal(failed.match(/kilka odpowiedzi/g).length, 1, 'how many may be ticked is said once');
});

test('it can be read on a narrow screen and in the dark', async (t) => {
    for (const options of [{ viewport: { width: 320, height: 640 } }, { colorScheme: 'dark' }]) {
        const { page } = await visit(t, office, options);
        await page.goto('/s/obsluga/KM/paper?lang=pl');
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    }
});

/** What on the sheets is outside its own sheet. */
function cut(page) {
    return page.evaluate(() => [...document.querySelectorAll('.sheet')].flatMap((sheet) => {
        const frame = sheet.getBoundingClientRect();
        const outside = [...sheet.querySelectorAll('*')].filter((part) => {
            const { left, right, bottom } = part.getBoundingClientRect();
            return left < frame.left - 1 || right > frame.right + 1 || bottom > frame.bottom + 1;
        });
        return outside.map((part) => part.textContent.slice(0, 40));
    }));
}
