import type { MailService } from './mail.js';

/** What the API process asks of the process that runs the mail server. */
export interface SwitchMail {
  readonly kind: 'switch-mail';
  readonly service: MailService;
}

/** The answer, once the mail server is in that state. */
export interface MailSwitched {
  readonly kind: 'mail-switched';
  readonly service: MailService;
}

export const isSwitchMail = (said: unknown): said is SwitchMail => hasKind(said, 'switch-mail');
const isMailSwitched = (said: unknown): said is MailSwitched => hasKind(said, 'mail-switched');

function hasKind(said: unknown, kind: string): boolean {
  return typeof said === 'object' && said !== null && 'kind' in said && said.kind === kind;
}

/**
 * Asks the parent process to take the mail server out of service or back, and waits until it is so.
 * @throws Error when this process was not started by the stack
 */
export function switchMail(service: MailService): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (said: unknown): void => {
      if (!isMailSwitched(said) || said.service !== service) return;
      process.off('message', hear);
      resolve();
    };
    process.on('message', hear);
    if (process.send?.({ kind: 'switch-mail', service } satisfies SwitchMail) === undefined) {
      reject(new Error('Only the embedded stack has a mail server to switch.'));
    }
  });
}
