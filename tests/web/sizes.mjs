// How much a visitor must load.

/**
 * Opens a page with an empty cache and returns what came over the wire: `{ url, body, wire }` for each request in
 * bytes, compressed, `wire` with the headers.
 */
export async function load({ page, transfers }, path) {
    await page.goto(path, { waitUntil: 'networkidle' });
    return transfers();
}

/** The sum over the transfers whose address fits. */
export function sum(transfers, { of = 'wire', pattern = /^/ } = {}) {
    return transfers.filter(({ url }) => pattern.test(url)).reduce((total, transfer) => total + transfer[of], 0);
}
