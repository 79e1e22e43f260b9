const minute = 60_000;
const warnsBefore = 5 * minute;
const looksEvery = 5_000;

const now = () => new Date().getTime();

/**
 * Says so some minutes before a session ends, with a button that goes on with it, and leaves the page once it has ended: for one that says
 * that nothing is lost. A page with entries that are kept nowhere else stays. What is done in one tab counts for all of them.
 */
function warnOfTheEnd(bar) {
  const { idleSeconds, longestSeconds } = bar.dataset;
  const says = bar.querySelector('[data-says]');
  const stay = bar.querySelector('button');
  const tabs = new BroadcastChannel('front-door-session');
  const endsAtLatest = now() + Number(longestSeconds) * 1000;
  let usedAt = now();

  const used = (at) => {
    usedAt = Math.max(usedAt, at);
    look();
  };
  const usedHere = () => {
    used(now());
    tabs.postMessage(usedAt);
  };
  const look = () => {
    const idleEnd = usedAt + Number(idleSeconds) * 1000;
    const left = Math.min(idleEnd, endsAtLatest) - now();
    bar.hidden = left > warnsBefore;
    stay.hidden = endsAtLatest <= idleEnd || left <= 0;
    if (left <= 0) end();
    else if (!bar.hidden) say(left > minute ? bar.dataset.inMinutes : bar.dataset.inAMinute);
  };
  const say = (words) => {
    if (says.textContent !== words) says.textContent = words;
  };
  const end = () => {
    if (document.querySelector('form[data-unsaved]') === null) {
      clearInterval(looking);
      window.location.assign(`/signed-out/ended?${new URLSearchParams({ to: window.location.pathname })}`);
    } else say(bar.dataset.ended);
  };

  const looking = setInterval(look, looksEvery);
  document.addEventListener('input', ({ target }) => target.form?.setAttribute('data-unsaved', ''));
  document.addEventListener('session-used', usedHere);
  tabs.addEventListener('message', ({ data }) => used(data));
  stay.addEventListener('click', async () => {
    const answer = await fetch('/account/sessions', { redirect: 'manual' }).catch(() => undefined);
    if (answer?.ok) usedHere();
    else end();
  });
  usedHere();
}

const bar = document.querySelector('[data-idle-seconds]');
if (bar !== null) warnOfTheEnd(bar);
