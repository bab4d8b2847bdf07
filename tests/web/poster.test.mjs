// The poster: one sheet of paper, whose code a camera reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import jsQR from 'jsqr';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const PUBLIC = 'https://ankieta.powiat.karkonoski.pl';
const office = await startOffice({ 'public-url': PUBLIC });
const LONGEST = await findLongest();
const WORDS = {
    pl: 'Jak Państwa obsłużyliśmy?',
    en: 'How did we serve you?',
    uk: 'Як ми Вас обслужили?',
    de: 'Wie zufrieden waren Sie mit uns?',
};
/** A sheet of A4 in the pixels of CSS. */
const SHEET = { width: 794, height: 1122 };

for (const [language, invitation] of Object.entries(WORDS)) {
    for (const department of ['KM', LONGEST]) {
        test(`the poster of ${department} in ${language} is one sheet, and its code is its address`, async (t) => {
            const { page } = await visit(t, office, { viewport: SHEET });
            await page.goto(`/s/obsluga/${department}/poster?lang=${language}`);
            assert.equal(await page.getAttribute('html', 'lang'), language);
            const text = await page.locator('.poster').innerText();
            for (const other of Object.values(WORDS)) assert.equal(text.includes(other), other === invitation, other);
            await assertAccessible(t, page);
            await page.emulateMedia({ media: 'print' });
            assert.deepEqual(await cut(page), [], 'something does not fit on the sheet');
            const address = `${PUBLIC}/s/obsluga/${department}`;
            assert.equal(await page.locator('.address').textContent(), address);
            assert.equal(await decode(page), address);
            for (const gone of ['header', 'footer', '.hint']) assert.ok(await page.locator(gone).first().isHidden(), gone);
            const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false });
            assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1);
        });
    }
}

for (const [name, options] of Object.entries({
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
})) {
    test(`the poster can be read ${name}`, async (t) => {
        const { page } = await visit(t, office, options);
        await page.goto('/s/obsluga/KM/poster?lang=pl');
        await assertAccessible(t, page);
        assert.equal(await decode(page), `${PUBLIC}/s/obsluga/KM`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    });
}

/** The department with the longest name in any language. */
async function findLongest() {
    const { items } = (await office.api('GET', '/api/v1/departments', undefined, office.administrator)).body;
    const length = ({ name }) => Math.max(...Object.values(name).map((text) => text.length));
    return items.toSorted((one, other) => length(other) - length(one))[0].code;
}

/** What on the poster is outside the sheet or its own element. */
function cut(page) {
    return page.evaluate(({ width, height }) => {
        const poster = document.querySelector('.poster');
        const outside = [...poster.children].filter((part) => {
            const { left, right, top, bottom } = part.getBoundingClientRect();
            return left < 0 || top + scrollY < 0 || right > width || bottom + scrollY > height || part.scrollWidth > part.clientWidth;
        });
        const over = poster.scrollHeight > poster.clientHeight ? ['the poster'] : [];
        return [...over, ...outside.map((part) => part.className)];
    }, SHEET);
}

/** What a camera reads in the picture of the code. */
async function decode(page) {
    const picture = await page.locator('.code').screenshot();
    // The browser itself turns the PNG into pixels, on a page of its own without the poster's policy.
    const canvas = await page.context().newPage();
    const { data, width, height } = await canvas.evaluate(async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
        const surface = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        surface.drawImage(bitmap, 0, 0);
        const { data } = surface.getImageData(0, 0, bitmap.width, bitmap.height);
        return { data: [...data], width: bitmap.width, height: bitmap.height };
    }, [...picture]);
    await canvas.close();
    return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}
