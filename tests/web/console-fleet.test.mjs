// Kiosks, departments and the switches of surveys: by keyboard alone, on every screen and without scripts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { COOKIE, fits } from './dashboard.mjs';
import { startOffice } from './office.mjs';

const PASSWORD = 'cztery kolory nieba';

const office = await startOffice();
const link = await office.run('account', 'create', 'flota', '--name', 'Anna Nowak', '--role', 'administrator');
const body = new URLSearchParams({ password: PASSWORD, again: PASSWORD });
const admitted = await fetch(office.url(new URL(link).pathname), { method: 'POST', body, redirect: 'manual' });
assert.equal(admitted.status, 303);

/** An administrator, who has signed in. */
async function enter(t, options) {
    const { page } = await visit(t, office, { cookies: [COOKIE], ...options });
    await page.goto('/console?lang=pl');
    await page.getByLabel('Nazwa użytkownika').fill('flota');
    await page.getByLabel('Hasło').fill(PASSWORD);
    await page.getByRole('button', { name: 'Zaloguj się' }).click();
    await page.getByRole('heading', { name: 'Co czeka' }).waitFor();
    return page;
}

/** Keeps a picture, where they are asked for. */
async function picture(page, name) {
    const { ANKIETA_PICTURES: folder } = process.env;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Asserts that everybody can use the page that is open. */
async function assertUsable(t, page) {
    await assertAccessible(t, page);
    assert.ok(await fits(page), `${page.url()} fits`);
}

for (const [screen, options] of Object.entries({
    'on a wide screen': { viewport: { width: 1366, height: 768 } },
    'on a narrow screen, without scripts': { viewport: { width: 320, height: 640 }, javaScriptEnabled: false },
})) {
    test(`a kiosk is made, and paired by its words, ${screen}`, async (t) => {
        const page = await enter(t, options);
        const menu = page.getByRole('button', { name: /^Menu/ });
        if (await menu.isVisible()) await menu.click();
        await page.getByRole('link', { name: 'Kioski' }).click();
        await page.getByRole('link', { name: 'Nowy kiosk' }).click();
        await page.getByLabel('Nazwa kiosku').focus();
        await page.keyboard.type('Hol <b>parter</b>');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Parowanie tabletu: Hol <b>parter</b>' }).waitFor();
        const code = await page.getByLabel('Kod z trzech słów').inputValue();
        const paired = await fetch(office.url('/api/v1/kiosks/pairing'), {
            method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }),
        });
        assert.equal(paired.status, 200);
        await page.getByRole('link', { name: 'Przejdź do kiosku' }).click();
        await page.getByRole('heading', { name: 'Kiosk: Hol <b>parter</b>' }).waitFor();
        assert.ok((await page.locator('dl').innerText()).includes('pusta'));
    });
}

for (const [screen, options] of Object.entries({
    'on a wide screen': { viewport: { width: 1366, height: 768 } },
    'on a narrow screen, without scripts': { viewport: { width: 320, height: 640 }, javaScriptEnabled: false },
})) {
    test(`what a stolen tablet sent is set aside, and that is taken back, ${screen}`, async (t) => {
        const page = await enter(t, options);
        await page.goto('/console/surveys/obsluga/set-aside?channel=kiosk&department=KM');
        await page.getByLabel('Pierwszy dzień').fill('2026-07-14');
        await page.getByRole('button', { name: 'Pokaż, co się stanie' }).press('Enter');
        await page.getByRole('heading', { name: 'Co się stanie' }).waitFor();
        if (options.javaScriptEnabled !== false) await assertAccessible(t, page);
        assert.ok(await fits(page));
        await picture(page, `set-aside-${options.viewport.width}`);
        await page.getByLabel('Powód').fill('skradziony tablet');
        await page.keyboard.press('Enter');
        await page.getByText('Odpowiedzi zostaną wyłączone').waitFor();
        await page.getByRole('button', { name: 'Cofnij' }).press('Enter');
        await page.getByText('Zlecenie zostało cofnięte.').waitFor();
    });

    test(`a kiosk is seen before it is made, and rests for some days, ${screen}`, async (t) => {
        const page = await enter(t, options);
        await page.goto('/console/kiosks/new');
        await page.getByLabel('Wydział').selectOption('KM');
        // Until there is a kiosk, its screen has a tab of its own.
        const opened = page.waitForEvent('popup');
        await page.getByRole('button', { name: 'Pokaż ekran z tymi ustawieniami' }).press('Enter');
        const frame = await opened;
        await frame.locator('[data-screen="question"]:visible').waitFor();
        await page.getByLabel('Wydział').selectOption('');
        await page.getByRole('button', { name: 'Pokaż ekran z tymi ustawieniami' }).press('Enter');
        await frame.locator('[data-screen="department"]:visible').waitFor();
        await picture(frame, `preview-${options.viewport.width}`);
        await frame.close();
        await page.getByLabel('Nazwa kiosku').fill('Hol w remoncie');
        const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Warsaw' });
        await page.getByLabel('Nieczynny od').fill(today);
        await page.getByLabel('Nieczynny do').fill('2099-12-31');
        await page.getByLabel('Dlaczego').fill('remont');
        await page.keyboard.press('Enter');
        await page.getByRole('link', { name: 'Przejdź do kiosku' }).click();
        await page.getByLabel('Nieczynny do').nth(1).waitFor();
        assert.equal(await page.getByLabel('Dlaczego').first().inputValue(), 'remont');
    });

    test(`a department has kinds of matter, days and names in languages, ${screen}`, async (t) => {
        const page = await enter(t, options);
        await page.goto('/console/departments/KM');
        await page.getByText('Rodzaje spraw').press('Enter');
        await page.getByLabel('Kod sprawy').last().fill(`sprawa_${options.viewport.width}`);
        await page.getByLabel('Sprawa: polski').last().fill('Prawo jazdy');
        await page.keyboard.press('Enter');
        await page.getByText('Zmiany zostały zapisane.').waitFor();
        assert.equal(await page.locator(`input[value="sprawa_${options.viewport.width}"]`).count(), 1);
        await page.getByLabel('Pyta do').fill('2099-12-31');
        await page.getByRole('button', { name: 'Zapisz dni' }).press('Enter');
        await page.getByText('Dni zostały zapisane.').waitFor();
        assert.ok(await fits(page));
        await picture(page, `department-${options.viewport.width}`);
    });

    test(`the form is seen as websites show it, and sends nothing from there, ${screen}`, async (t) => {
        const page = await enter(t, { ...options, expected: [/sandboxed/] });
        await page.goto('/console/surveys/obsluga');
        await page.getByText('Podgląd formularza').press('Enter');
        const frame = page.frameLocator('iframe.live');
        await frame.getByRole('link', { name: 'Wydział Komunikacji' }).click();
        await frame.getByRole('radio').first().check({ force: true });
        await picture(page, `live-${options.viewport.width}`);
        await frame.getByRole('button', { name: /Wyślij|Dalej/ }).last().click();
        assert.match(await page.locator('iframe.live').evaluate((live) => live.src), /[/]embed[/]obsluga[?]lang=pl$/);
        assert.equal((await office.stored()).responses, 0);
    });
}

for (const [screen, viewport] of Object.entries({ wide: { width: 1366, height: 768 }, narrow: { width: 320, height: 640 } })) {
    test(`everybody can use the pages on a ${screen} screen`, async (t) => {
        const page = await enter(t, { viewport, expected: [/status of 422/] });
        const places = ['kiosks', 'kiosks/new', 'departments', 'departments/new', 'departments/KM', 'surveys', 'surveys/obsluga', 'surveys/obsluga/set-aside'];
        for (const place of places) {
            await page.goto(`/console/${place}`);
            await assertUsable(t, page);
            await picture(page, `${place.replaceAll('/', '-')}-${screen}`);
        }
        // Everything that is wrong is told at once; the list has the focus, and leads to each field.
        await page.goto('/console/kiosks/new');
        await page.getByLabel('Poniedziałek').fill('siódma');
        await page.getByRole('button', { name: 'Utwórz kiosk' }).click();
        const list = page.getByRole('alert');
        assert.ok(await list.evaluate((list) => list === document.activeElement));
        await assertUsable(t, page);
        await picture(page, `wrong-${screen}`);
        await list.getByRole('link', { name: 'Poniedziałek' }).click();
        assert.ok(await page.getByLabel('Poniedziałek').evaluate((field) => field === document.activeElement));
        await page.goto('/console/kiosks');
        await page.locator('tbody a').first().click();
        await assertUsable(t, page);
        await page.getByRole('button', { name: 'Utwórz nowy kod z trzech słów' }).click();
        await page.getByLabel('Kod z trzech słów').waitFor();
        await assertUsable(t, page);
    });
}
