// A number pad, or a few buttons that are wired as one: what each key means. Pure, so that it is tested without a
// browser.

const WORDS = { '-': 'na', Enter: 'next', Backspace: 'back' };

/**
 * What a key means: the number of the option that it chooses, from 1 to 10, or `na`, `next` or `back`; undefined:
 * nothing. A digit is one in the row of any layout, and on the pad whether it is locked or not.
 */
export function meaning({ key, code, ctrlKey, altKey, metaKey }) {
    if (ctrlKey || altKey || metaKey) return undefined;
    const digit = /^[0-9]$/.exec(key)?.[0] ?? /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
    return digit === undefined ? WORDS[key] : Number(digit) || 10;
}
