// A tiny web site for tests of the house itself, and for pages of other origins that embed a form.

import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Serves pages at a free port: each path with its text, or with `{ type, headers, body }`.
 * `origin` is by address, `byName` the same site by a name of another site, `insecure` one that is no secure context.
 */
export async function openStage(pages) {
    const server = createServer((request, response) => {
        const found = pages[request.url.split('?')[0]];
        const { status, type, headers, body } = typeof found === 'string' ? { body: found } : (found ?? { status: 404 });
        const length = Buffer.byteLength(body ?? '');
        const own = { 'content-type': type ?? 'text/html; charset=utf-8', 'content-length': length };
        response.writeHead(status ?? 200, { ...own, ...headers }).end(body);
    });
    server.on('connection', (socket) => socket.unref());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    const { port } = server.address();
    return {
        origin: `http://127.0.0.1:${port}`,
        byName: `http://localhost:${port}`,
        insecure: `http://urzad.test:${port}`,
    };
}

/** A page that axe finds nothing wrong with, around some HTML. */
export function page(body, head = '') {
    return `<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Scena</title>
        <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}</head>
        <body><main><h1>Scena</h1>${body}</main></body></html>`;
}
