import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';

/** Further than this nobody goes by Tab on one page. */
const mostSteps = 80;

/** Of the element that has the focus; a radio button and a checkbox show it on what is drawn beside them. */
const isSeen = `(() => {
  const element = document.activeElement;
  const drawn = [getComputedStyle(element), getComputedStyle(element.nextElementSibling ?? element, '::before')];
  return drawn.some(({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none');
})()`;

/** Keeps where the focus was, and says whether it has moved on in the page since. */
const isFurther = `(() => {
  const [before, now] = [window.focusedBefore, document.activeElement];
  window.focusedBefore = now;
  return before === undefined || !before.isConnected ||
    Boolean(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
})()`;

/** Somebody who uses a keyboard alone. */
export class Keys {
  constructor(private readonly page: Page) {}

  /** Goes on by Tab until something has the focus, which must be seen at every step and move in the order of the page. */
  async tabTo(what: Locator): Promise<void> {
    await this.page.evaluate('window.focusedBefore = undefined');
    for (let step = 0; step < mostSteps; step += 1) {
      await this.page.keyboard.press('Tab');
      expect([await this.focused(), await this.page.evaluate(isSeen), await this.page.evaluate(isFurther)]).toEqual([
        ...[await this.focused(), true, true],
      ]);
      if (await this.isOn(what)) return;
    }
    throw new Error('It cannot be reached by Tab');
  }

  /** Goes to a link or a button and presses it, which leads to another page. */
  async follow(what: Locator): Promise<void> {
    await this.tabTo(what);
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press('Enter')]);
  }

  async type(where: Locator, text: string): Promise<void> {
    await this.tabTo(where);
    await this.page.keyboard.insertText(text);
  }

  /** Chooses one of a group of radio buttons. @param from the first of them */
  async choose(from: Locator, what: Locator): Promise<void> {
    await this.tabTo(from);
    await this.page.keyboard.press('Space');
    for (let step = 0; step < mostSteps && !(await what.isChecked()); step += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    expect(await what.isChecked()).toBe(true);
  }

  async isOn(what: Locator): Promise<boolean> {
    return (await what.first().and(this.page.locator(':focus')).count()) === 1;
  }

  private focused(): Promise<unknown> {
    return this.page.evaluate('document.activeElement.outerHTML.slice(0, 200)');
  }
}
