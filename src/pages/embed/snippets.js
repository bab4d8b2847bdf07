// Copies what is to be pasted, at the press of a button. Without it the text is selected and copied by hand.

for (const button of document.querySelectorAll('[data-copies]')) {
    const field = document.getElementById(button.dataset.copies);
    const status = button.parentElement.querySelector('[role=status]');
    button.parentElement.hidden = false;
    button.addEventListener('click', async () => {
        status.textContent = '';
        if (await copy(field)) status.textContent = button.dataset.done;
    });
}

async function copy(field) {
    try {
        await navigator.clipboard.writeText(field.value);
        return true;
    } catch {
        // There is no clipboard in an insecure context, or the browser refuses it.
        field.select();
        return document.execCommand('copy');
    }
}
