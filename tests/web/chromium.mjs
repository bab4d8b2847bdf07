// Debian's Chromium, as every test and the script of the pictures use it. Nothing here downloads a browser.

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.ANKIETA_CHROMIUM || '/usr/bin/chromium';
/** How long an action in a page may take, in milliseconds. */
const PATIENCE = 20_000;

const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Nothing leaves this machine. Hosts under .test are this machine too, by a name that is no secure context.
    '--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ^NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/** What an office's visitor has, unless a test says otherwise. */
const VISITOR = {
    locale: 'pl-PL',
    timezoneId: 'Europe/Warsaw',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1024, height: 768 },
};

const LAUNCH = { executablePath: EXECUTABLE, headless: true, args: FLAGS };

export function launch(options) {
    return chromium.launch({ ...LAUNCH, ...options });
}

/** A fresh context: nothing in it is known to another one. */
export async function openContext(browser, options) {
    return patient(await browser.newContext({ ...VISITOR, ...options }));
}

/** A browser of its own with a profile in a folder, which outlives it: a device that can be switched off and on. */
export async function openProfile(directory, options) {
    return patient(await chromium.launchPersistentContext(directory, { ...LAUNCH, ...VISITOR, ...options }));
}

function patient(context) {
    context.setDefaultTimeout(PATIENCE);
    return context;
}
