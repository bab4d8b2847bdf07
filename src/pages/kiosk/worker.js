// Opens the kiosk without a network: the page and its files, all of one version. The screens of a survey and the queue
// are kept by the page itself.

const NAME = 'ankieta-kiosk-{version}';
const FILES = {files};

addEventListener('install', (event) => {
    skipWaiting();
    event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)));
});

addEventListener('activate', (event) => {
    const old = (name) => name.startsWith('ankieta-kiosk-') && name !== NAME && name !== 'ankieta-kiosk-screens';
    const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
    event.waitUntil(tidy.then(() => clients.claim()));
});

addEventListener('fetch', (event) => {
    const { pathname } = new URL(event.request.url);
    if (event.request.method !== 'GET' || !FILES.includes(pathname)) return;
    event.respondWith(caches.open(NAME).then(async (cache) => (await cache.match(pathname)) ?? fetch(event.request)));
});
