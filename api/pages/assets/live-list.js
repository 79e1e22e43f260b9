/*
 * A list that lies open is read again now and then, while somebody is there: what lies on a screen that nobody uses must not keep its session
 * from ending. What is marked live is put in its place. Focus is never moved: what somebody stands in waits until they have left it.
 */
const refreshed = document.querySelector('[data-fd-refresh]');
if (refreshed) keepFresh(refreshed);

function keepFresh(list) {
  const attendedMilliseconds = 10 * 60 * 1000;
  const status = list.querySelector('[data-fd-refreshed]');
  let usedAt = window.performance.now();
  for (const sign of ['pointerdown', 'keydown', 'scroll']) {
    window.addEventListener(sign, () => (usedAt = window.performance.now()), { passive: true });
  }
  const isAttended = () => !document.hidden && window.performance.now() - usedAt < attendedMilliseconds;
  const isStoodIn = () =>
    [...list.querySelectorAll('[data-fd-live]')].some((part) => part.contains(document.activeElement));
  const timer = setInterval(
    async () => {
      if (!isAttended() || isStoodIn()) return;
      const page = await read(window.location.href);
      if (page === 'signed-out') {
        clearInterval(timer);
        status.textContent =
          'You are signed out, so this list is not kept up to date any more. Refresh the page to sign in again.';
      } else if (page !== undefined && !isStoodIn()) {
        document.dispatchEvent(new Event('session-used'));
        for (const part of list.querySelectorAll('[data-fd-live]')) {
          const fresh = page.getElementById(part.id);
          if (fresh) part.replaceChildren(...document.importNode(fresh, true).childNodes);
        }
        status.textContent = page.querySelector('[data-fd-refreshed]')?.dataset.fdRefreshed ?? '';
      }
    },
    Number(list.dataset.fdRefresh) * 1000,
  );
}

/** @returns the page as it is now; undefined where it cannot be had at the moment */
async function read(address) {
  try {
    const answer = await fetch(address, {
      headers: { accept: 'text/html' },
      signal: window.AbortSignal.timeout(20_000),
    });
    if (answer.redirected) return 'signed-out';
    if (!answer.ok) return undefined;
    return new window.DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return undefined;
  }
}
