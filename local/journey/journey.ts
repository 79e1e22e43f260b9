import type { FrontDoor } from './front-door.js';
import type { Mailbox } from './mailbox.js';
import type { Messages } from './messages.js';
import type { Options } from './options.js';
import type { ReferralFile } from './referral-file.js';
import type { Terminal } from './terminal.js';

/** A journey under way: what was asked for, and what it goes by. */
export interface Journey {
  readonly asked: Options;
  readonly referral: ReferralFile;
  readonly door: FrontDoor;
  readonly mailbox: Mailbox;
  readonly messages: Messages;
  readonly terminal: Terminal;
}
